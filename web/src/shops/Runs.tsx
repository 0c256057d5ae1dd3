/** What each sync run read and brought, the newest first. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { runsQuery } from "@/api/shops";
import type { Run } from "@/api/types";
import { Changes } from "@/orders/drawer/Changes";
import styles from "@/shops/Shops.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";
import { Age } from "@/ui/Time";
import { lasting, shortInstant } from "@/ui/time";

const TONES: Record<string, BadgeTone> = { queued: "quiet", running: "info", done: "ok", failed: "bad" };

export function Runs({ shopId }: { shopId: number }) {
  const { t } = useTranslation(["shops", "common"]);
  const runs = useInfiniteQuery(runsQuery(shopId));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  if (runs.error && items.length === 0) {
    return <Failed problem={runs.error} what={t("pane.runs")} onRetry={() => void runs.refetch()} />;
  }
  if (runs.isPending) return <Loading />;
  if (items.length === 0) return <Notice title={t("runs.none")} text={t("runs.noneNext")} />;
  return (
    <>
      <ul className={styles["runs"]}>
        {items.map((run) => (
          <RunItem key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button type="text" block loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {t("common:action.loadMore")}
        </Button>
      )}
    </>
  );
}

function RunItem({ run }: { run: Run }) {
  const { t } = useTranslation("shops");
  const took =
    run.started_at && run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : null;
  const numbers = ["new", "changed", "unchanged", "quarantined"] as const;
  return (
    <li>
      <div className={styles["run"]}>
        <Badge tone={TONES[run.state] ?? "quiet"}>{t(`run.state.${run.state as "done"}`)}</Badge>
        <span>{t(`run.kind.${run.kind as "recent"}`)}</span>
        <span className={styles["quiet"]}>
          {run.external_no ?? (run.from && `${shortInstant(run.from)} – ${shortInstant(run.to)}`)}
        </span>
        <small>
          <Age at={run.requested_at} />
          {took !== null && ` · ${lasting(took)}`}
        </small>
      </div>
      {run.started_at && (
        <div className={styles["numbers"]}>
          {numbers.map((name) => (
            <span key={name} data-alert={name === "quarantined" && run[name] > 0}>
              {t(`run.${name}`)} <b>{run[name]}</b>
            </span>
          ))}
          <span>
            {t("run.pages")} <b>{run.pages}</b>
          </span>
        </div>
      )}
      {run.error && <p className={styles["bad"]}>{codeWords(run.error["code"] ?? "", run.error["message"] ?? "")}</p>}
      {run.difference && run.difference.length > 0 && <Changes changes={run.difference} />}
    </li>
  );
}
