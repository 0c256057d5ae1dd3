/** One row set aside, as it came (people hidden): replayed, or dismissed with a reason. */
import { Button, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dismiss, entryQuery } from "@/api/sources";
import styles from "@/sources/Sources.module.css";
import { useTroubleWords } from "@/sources/useTroubleWords";
import { Answered } from "@/ui/Answered";
import { Confirm } from "@/ui/Confirm";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface AsideEntryProps {
  sourceId: number;
  id: string;
  mayReplay: boolean;
  onReplay(): Promise<unknown>;
  onBack(): void;
  onMapping(): void;
}

/** What another mapping can mend. */
const OF_MAPPING: ReadonlySet<string> = new Set(["unknown_word", "contract_violation", "no_mapping", "no_rows"]);

export function AsideEntry({ sourceId, id, mayReplay, onReplay, onBack, onMapping }: AsideEntryProps) {
  const { t } = useTranslation(["sources", "common"]);
  const words = useTroubleWords();
  const [reason, setReason] = useState("");
  const query = useQuery(entryQuery(sourceId, id));
  const drop = useWrite({
    run: () => dismiss(sourceId, [id], reason.trim()),
    done: t("aside.dismissed"),
    touches: [["sources"]],
    after: onBack,
  });
  return (
    <>
      <div className={styles["row"]}>
        <Button size="small" onClick={onBack}>
          {t("common:action.back")}
        </Button>
        <span style={{ flex: 1 }} />
        {mayReplay && query.data?.state === "open" && (
          <>
            <Button type="primary" onClick={() => void onReplay()}>
              {t("aside.replay")}
            </Button>
            <Confirm
              title={t("aside.dismissAsk")}
              description={
                <Input
                  autoFocus
                  aria-label={t("aside.reason")}
                  placeholder={t("aside.reason")}
                  maxLength={200}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              }
              okText={t("aside.dismiss")}
              okButtonProps={{ disabled: !reason.trim() }}
              onConfirm={() => drop.mutate(undefined)}
            >
              <Button loading={drop.isPending}>{t("aside.dismiss")}</Button>
            </Confirm>
          </>
        )}
      </div>
      <Answered query={query}>
        {(found) => (
          <>
            <dl className={styles["facts"]}>
              <dt>{t("aside.why")}</dt>
              <dd>
                {words(found)}
                {found.state === "open" && OF_MAPPING.has(found.reason) && (
                  <Button type="link" size="small" onClick={onMapping}>
                    {t("aside.toMapping")}
                  </Button>
                )}
              </dd>
              <dt>{t("aside.received")}</dt>
              <dd>
                <When at={found.received_at} />
              </dd>
              {found.closed_at && (
                <>
                  <dt>{t(`asideState.${found.state}`)}</dt>
                  <dd>
                    {found.closed_by} · <When at={found.closed_at} />
                  </dd>
                </>
              )}
            </dl>
            {found.payload === null ? (
              <p className={styles["quiet"]}>{t("aside.gone")}</p>
            ) : (
              <pre className={styles["payload"]} tabIndex={0} aria-label={t("tried.raw")}>
                {JSON.stringify(found.payload, null, 2)}
              </pre>
            )}
          </>
        )}
      </Answered>
    </>
  );
}
