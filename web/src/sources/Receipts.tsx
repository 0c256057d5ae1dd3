/** Pushes and pulls of a source, newest first: how each ended and what its rows became. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Receipt, type Source, receiptsQuery } from "@/api/sources";
import { OUTCOMES } from "@/sources/sourceColumns";
import styles from "@/sources/Sources.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { When } from "@/ui/Time";

const NUMBERS = ["taken", "repeated", "waiting", "excepted", "set_aside"] as const;

export function Receipts({ source, onSettings }: { source: Source; onSettings(): void }) {
  const { t } = useTranslation(["sources", "common"]);
  const list = useInfiniteQuery(receiptsQuery(source.id));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Answered query={list} what={t("pane.receipts")}>
      {() =>
        rows.length === 0 ? (
          <Notice
            title={t("empty.receipts")}
            text={t("empty.receiptsNext")}
            action={<Button onClick={onSettings}>{t("pane.settings")}</Button>}
          />
        ) : (
          <>
            <ul className={styles["list"]} aria-label={t("pane.receipts")}>
              {rows.map((one) => (
                <Line key={one.id} one={one} />
              ))}
            </ul>
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("common:action.loadMore")}
              </Button>
            )}
          </>
        )
      }
    </Answered>
  );
}

function Line({ one }: { one: Receipt }) {
  const { t } = useTranslation("sources");
  return (
    <li>
      <Badge tone={OUTCOMES[one.outcome]}>{t(`outcome.${one.outcome}`)}</Badge>
      <span>{t(`way.${one.way}`)}</span>
      {one.outcome === "ok" ? (
        <span className={styles["numbers"]}>
          <span>{t("rows", { count: one.rows, n: count(one.rows) })}</span>
          {NUMBERS.filter((name) => one[name] > 0).map((name) => (
            <span key={name} data-alert={name === "set_aside" || name === "excepted"}>
              {t(`row.${name}`)} <b>{count(one[name])}</b>
            </span>
          ))}
        </span>
      ) : (
        <code>{one.code}</code>
      )}
      <small>
        {one.way === "pull" && `${t("ms", { ms: count(one.ms) })} · `}
        <When at={one.at} />
      </small>
    </li>
  );
}
