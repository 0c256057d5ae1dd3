/** One quarantined payload: why it waits, what it holds (people hidden), and what to do. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type QuarantineDetail, quarantineEntryQuery, replay } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import { jsonLines, samePath } from "@/orders/drawer/jsonLines";
import { DismissDialog } from "@/quarantine/EntryActions";
import { reasonWords, troubleWords } from "@/quarantine/quarantineColumns";
import styles from "@/quarantine/Quarantine.module.css";
import { Results } from "@/quarantine/Results";
import { useReplayWords } from "@/quarantine/useReplayWords";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import { SidePanel } from "@/ui/Screen";
import { Age, When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

export default function EntryPanel({ id, onClose }: { id: number; onClose(): void }) {
  const { t } = useTranslation(["quarantine", "common"]);
  const may = useMay();
  const words = useReplayWords();
  const query = useQuery(quarantineEntryQuery(id));
  const [isDismissing, setDismissing] = useState(false);
  const again = useWrite({ run: () => replay({ ids: [id] }), done: words, touches: [["quarantine"], ["orders"]] });
  const failed = again.data?.filter((row) => !row.ok) ?? [];
  return (
    <SidePanel
      onClose={onClose}
      label={t("entry", { id })}
      title={query.data?.external_no ?? t("entry", { id })}
      actions={
        <>
          {query.data?.state === "open" && may("quarantine.replay") && (
            <>
              <Button type="primary" loading={again.isPending} onClick={() => again.mutate(undefined)}>
                {t("replay")}
              </Button>
              <Button onClick={() => setDismissing(true)}>{t("dismiss")}</Button>
              {may("mappings.manage") && (
                <Link to="/shops" search={{ shop: String(query.data.shop_id), pane: "mappings" }}>
                  {t("mend")}
                </Link>
              )}
            </>
          )}
        </>
      }
    >
      {failed.length > 0 && <Results failed={failed} onClose={() => again.reset()} />}
      <Answered query={query}>{(entry) => <Entry entry={entry} />}</Answered>
      {isDismissing && <DismissDialog ids={[id]} onClose={() => setDismissing(false)} onDone={() => setDismissing(false)} />}
    </SidePanel>
  );
}

function Entry({ entry }: { entry: QuarantineDetail }) {
  const { t } = useTranslation(["quarantine", "common"]);
  const { shop } = useShopNames();
  return (
    <>
      <dl className={styles["facts"]}>
        <dt>{t("column.reason")}</dt>
        <dd>
          <Badge tone={entry.state === "open" ? "bad" : "quiet"}>{reasonWords(t, entry.reason)}</Badge>
        </dd>
        <dt>{t("column.field")}</dt>
        <dd>
          <code>{entry.field || "–"}</code>
        </dd>
        <dt>{t("column.detail")}</dt>
        <dd>{troubleWords(t, entry)}</dd>
        <dt>{t("raw")}</dt>
        <dd>
          <code>{entry.reason}</code> {entry.detail}
        </dd>
        <dt>{t("column.shop")}</dt>
        <dd>{shop(entry.shop_id)}</dd>
        <dt>{t("column.receivedAt")}</dt>
        <dd>
          <When at={entry.received_at} /> · <Age at={entry.received_at} />
        </dd>
        {entry.closed_at && (
          <>
            <dt>{t(`state.${entry.state as "open"}`)}</dt>
            <dd>
              {entry.closed_by} · <Age at={entry.closed_at} /> {entry.close_reason}
            </dd>
          </>
        )}
      </dl>
      <Payload payload={entry.payload} field={entry.field} />
    </>
  );
}

function Payload({ payload, field }: { payload: unknown; field: string }) {
  const { t } = useTranslation("quarantine");
  if (payload === null || payload === undefined) return <p className={styles["gone"]}>{t("payloadGone")}</p>;
  const isNamed = (path: string) => field !== "" && (samePath(path, field) || path.endsWith(`.${field}`));
  return (
    <pre className={styles["payload"]} tabIndex={0} aria-label={t("payload")}>
      {jsonLines(payload).map((line) => (
        <div key={line.no} style={{ paddingLeft: `${line.depth * 12 + 8}px` }} data-lit={isNamed(line.path)}>
          {line.key && <b>{line.key}: </b>}
          {line.text}
        </div>
      ))}
    </pre>
  );
}
