/** A pushing shop's own form of orders: where in its document each of our fields is found. */
import { Button, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { type Shop, publishShape, restoreShape, shapeQuery, tryShape } from "@/api/shops";
import { Samples } from "@/shops/mappings/Samples";
import { SHAPE_REQUIRED, SHAPE_TARGETS, type Shape, filled } from "@/shops/mappings/shape";
import { Versions } from "@/shops/mappings/Versions";
import styles from "@/shops/Shops.module.css";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { useWrite } from "@/ui/useWrite";

export function ShapeMapping({ shop }: { shop: Shop }) {
  const { t } = useTranslation("shops");
  const isLocked = !useMay()("mappings.manage");
  const { data: versions, error, refetch } = useQuery(shapeQuery(shop.id));
  const [draft, setDraft] = useState<Shape | null>(null);
  const touches = [["shops", shop.id, "shape-mapping"]] as const;
  const shape = draft ?? versions?.[0]?.targets ?? {};
  const trial = useWrite({ run: () => tryShape(shop.id, filled(shape)), touches: [] });
  const done = (made: { version: number }) => t("mappings.published", { version: made.version });
  const after = () => setDraft(null);
  const publish = useWrite({ run: () => publishShape(shop.id, filled(shape)), done, touches, after });
  const restore = useWrite({ run: (version: number) => restoreShape(shop.id, version), done, touches, after });
  if (error && !versions) return <Failed problem={error} what={t("shape.title")} onRetry={() => void refetch()} />;
  if (!versions) return <Loading rows={5} />;
  return (
    <>
      <section className={styles["section"]}>
        <h2>{t("shape.title")}</h2>
        <p className={styles["quiet"]}>{t("shape.lead")}</p>
        <table className={styles["fields"]}>
          <thead>
            <tr>
              <th scope="col">{t("shape.target")}</th>
              <th scope="col">{t("shape.expression")}</th>
            </tr>
          </thead>
          <tbody>
            {SHAPE_TARGETS.map((target) => (
              <tr key={target}>
                <th scope="row">
                  <code>{target}</code>
                  {SHAPE_REQUIRED.has(target) && " *"}
                </th>
                <td>
                  <Input
                    disabled={isLocked}
                    aria-label={target}
                    placeholder={target}
                    value={shape[target] ?? ""}
                    onChange={(event) => {
                      trial.reset();
                      setDraft({ ...shape, [target]: event.target.value });
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {!isLocked && (
          <div className={styles["row"]}>
            <Button loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
              {t("mappings.try")}
            </Button>
            <Button
              type="primary"
              disabled={!draft || !trial.data}
              title={trial.data ? undefined : t("mappings.tryFirst")}
              loading={publish.isPending}
              onClick={() => publish.mutate(undefined)}
            >
              {t("mappings.publish")}
            </Button>
          </div>
        )}
        {trial.data && (
          <Samples samples={trial.data.samples} names={[...new Set(trial.data.samples.flatMap((one) => Object.keys(one.values)))]} />
        )}
      </section>
      <Versions versions={versions} isLocked={isLocked} onRestore={(version) => restore.mutate(version)} />
    </>
  );
}
