/** A source's mapping: written beside a sample, tried, published, taken back. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Mappings, type Source, mappingsQuery, publishMapping, restoreMapping, tryMapping } from "@/api/sources";
import { Versions } from "@/shops/mappings/Versions";
import { filled, linesOf } from "@/sources/mapping";
import { MappingRows } from "@/sources/MappingRows";
import { SampleBox } from "@/sources/SampleBox";
import styles from "@/sources/Sources.module.css";
import { Tried } from "@/sources/Tried";
import { Failed } from "@/ui/Failed";
import { explain } from "@/ui/explain";
import { Loading } from "@/ui/Loading";
import { useWrite } from "@/ui/useWrite";

type Texts = Record<string, string>;

function textsOf(inForce: Mappings["items"][number] | undefined): { targets: Texts; lines: Texts } {
  if (!inForce) return { targets: {}, lines: {} };
  const lines = Object.entries(inForce.words).map(([name, table]) => [name, linesOf(table)] as const);
  return { targets: inForce.targets, lines: Object.fromEntries(lines) };
}

export function MappingPane({ source, isManager }: { source: Source; isManager: boolean }) {
  const { t } = useTranslation("sources");
  const { data, error, refetch } = useQuery(mappingsQuery(source.id));
  const [draft, setDraft] = useState<{ targets: Texts; lines: Texts } | null>(null);
  const [sample, setSample] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const shown = draft ?? textsOf(data?.items[0]);
  const said = filled(shown.targets, shown.lines);
  const refused = (problem: unknown) => setRefusal(explain(problem));
  const trial = useWrite({ run: () => tryMapping(source.id, said, sample), touches: [], refused });
  const write = {
    done: (made: { version: number }) => t("published", { version: made.version }),
    touches: [["sources"]],
    after: () => setDraft(null),
    refused,
  };
  const publish = useWrite({ run: () => publishMapping(source.id, said), ...write });
  const restore = useWrite({ run: (version: number) => restoreMapping(source.id, version), ...write });
  if (error && !data) return <Failed problem={error} what={t("pane.mapping")} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const anew = () => {
    trial.reset();
    setRefusal(null);
  };
  return (
    <>
      <p className={styles["quiet"]}>{t("mappingLead")}</p>
      <MappingRows
        fields={data.fields}
        targets={shown.targets}
        lines={shown.lines}
        isLocked={!isManager}
        onChange={(targets, tables) => {
          anew();
          setDraft({ targets, lines: tables });
        }}
      />
      {isManager && (
        <>
          <SampleBox
            sourceId={source.id}
            sample={sample}
            onChange={(text) => {
              anew();
              setSample(text);
            }}
          />
          <div className={styles["row"]}>
            <Button loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
              {t("try")}
            </Button>
            <Button
              type="primary"
              disabled={!draft || !trial.data}
              title={trial.data ? undefined : t("tryFirst")}
              loading={publish.isPending}
              onClick={() => publish.mutate(undefined)}
            >
              {t("publish")}
            </Button>
          </div>
        </>
      )}
      {refusal && (
        <p className={styles["bad"]} role="alert">
          {refusal}
        </p>
      )}
      {trial.data && <Tried trial={trial.data} />}
      <Versions versions={data.items} isLocked={!isManager} onRestore={(version) => restore.mutate(version)} />
    </>
  );
}
