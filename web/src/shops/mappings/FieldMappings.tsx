/** Extra fields of a shop's payloads as order attributes: edit, try, publish, go back. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type MappedField, type Shop, mappingsQuery, publishMapping, restoreMapping, tryMapping } from "@/api/shops";
import { useMay } from "@/api/session";
import { FieldRows } from "@/shops/mappings/FieldRows";
import { isWhole, newField } from "@/shops/mappings/fieldDraft";
import { Samples } from "@/shops/mappings/Samples";
import { Versions } from "@/shops/mappings/Versions";
import styles from "@/shops/Shops.module.css";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { useWrite } from "@/ui/useWrite";

export function FieldMappings({ shop }: { shop: Shop }) {
  const { t } = useTranslation("shops");
  const may = useMay();
  const { data: versions, error, refetch } = useQuery(mappingsQuery(shop.id));
  const [draft, setDraft] = useState<MappedField[] | null>(null);
  const touches = [["shops", shop.id, "field-mappings"]] as const;
  const isLocked = !may("mappings.manage");
  const fields = draft ?? versions?.[0]?.fields ?? [];
  const trial = useWrite({ run: () => tryMapping(shop.id, fields), touches: [] });
  const publish = useWrite({
    run: () => publishMapping(shop.id, fields),
    done: (made) => t("mappings.published", { version: made.version }),
    touches,
    after: () => setDraft(null),
  });
  const restore = useWrite({
    run: (version: number) => restoreMapping(shop.id, version),
    done: (made) => t("mappings.published", { version: made.version }),
    touches,
    after: () => setDraft(null),
  });
  if (error && !versions) return <Failed problem={error} what={t("pane.mappings")} onRetry={() => void refetch()} />;
  if (!versions) return <Loading rows={5} />;
  const change = (next: MappedField[]) => {
    trial.reset();
    setDraft(next);
  };
  const isReady = fields.every(isWhole);
  return (
    <>
      <section className={styles["section"]}>
        <p className={styles["quiet"]}>{t("mappings.lead")}</p>
        <FieldRows fields={fields} isLocked={isLocked} onChange={change} />
        {!isLocked && (
          <div className={styles["row"]}>
            <Button onClick={() => change([...fields, newField()])}>{t("mappings.add")}</Button>
            <span style={{ flex: 1 }} />
            <Button disabled={!isReady || fields.length === 0} loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
              {t("mappings.try")}
            </Button>
            <Button
              type="primary"
              disabled={!draft || !isReady || !trial.data}
              title={trial.data ? undefined : t("mappings.tryFirst")}
              loading={publish.isPending}
              onClick={() => publish.mutate(undefined)}
            >
              {t("mappings.publish")}
            </Button>
          </div>
        )}
        {trial.data && <Samples samples={trial.data.samples} names={fields.map((field) => field.attribute)} />}
      </section>
      <Versions versions={versions} isLocked={isLocked} onRestore={(version) => restore.mutate(version)} />
    </>
  );
}
