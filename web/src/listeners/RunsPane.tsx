/** Every match explained: the event, the values, what each action did or why not. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ActionKind, type Run, runsQuery } from "@/api/listeners";
import styles from "@/listeners/Listeners.module.css";
import { Values } from "@/listeners/Values";
import { useTagChoices } from "@/orders/useTagChoices";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";
import { Age, When } from "@/ui/Time";

const TONES: Record<Run["state"], BadgeTone> = { acted: "ok", debounced: "quiet", capped: "warn" };

export function RunsPane({ id }: { id: number }) {
  const { t } = useTranslation("listeners");
  const runs = useInfiniteQuery({ ...runsQuery(id), refetchInterval: 5000 });
  if (runs.error && !runs.data) return <Failed problem={runs.error} onRetry={() => void runs.refetch()} />;
  if (!runs.data) return <Loading />;
  const found = runs.data.pages.flatMap((page) => page.items);
  if (found.length === 0) return <Notice title={t("noRuns.title")} text={t("noRuns.next")} />;
  return (
    <>
      <ul className={styles["runs"]} aria-label={t("pane.runs")}>
        {found.map((run) => (
          <OneRun key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button block loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

function OneRun({ run }: { run: Run }) {
  const { t } = useTranslation("listeners");
  const tags = useTagChoices();
  const named = (what: string) => tags.find((chip) => chip.tag === what)?.label ?? what;
  return (
    <li>
      <span>
        <Link to="/orders" search={{ q: run.number, open: run.number }}>
          {run.number}
        </Link>
        <Badge tone={TONES[run.state]}>{t(`run.${run.state}`)}</Badge>
        <small className={styles["end"]}>
          <Age at={run.at} />
        </small>
      </span>
      <small>
        {t(`event.${run.event}`)} · {t("byVersion", { version: run.version })}
        {run.until && (
          <>
            {" · "}
            {t("until")} <When at={run.until} />
          </>
        )}
      </small>
      <Values values={run.values} />
      <ul className={styles["outcomes"]}>
        {run.outcomes.map((outcome, place) => (
          // The hub lists outcomes by place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={place} data-result={outcome.result}>
            {t(`action.${outcome.kind as ActionKind}`)} {named(outcome.what)}{" "}
            {outcome.result === "done" ? t("done") : t("refused", { why: t(`why.${outcome.code as "nobody_told"}`, { defaultValue: outcome.code }) })}
          </li>
        ))}
      </ul>
    </li>
  );
}
