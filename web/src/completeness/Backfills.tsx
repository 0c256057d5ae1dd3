/** Readings of the past: how far each is, and pausing, going on, cancelling. */
import { Button, Progress } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Backfill, type BackfillStep, backfillsQuery, stepBackfill } from "@/api/completeness";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import styles from "@/completeness/Completeness.module.css";
import { Answered } from "@/ui/Answered";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { Confirm } from "@/ui/Confirm";
import { codeWords } from "@/ui/explain";
import { Notice } from "@/ui/Notice";
import { count } from "@/ui/money";
import { Age } from "@/ui/Time";
import { shortInstant } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

const TONES: Record<string, BadgeTone> = { running: "info", paused: "warn", done: "ok", cancelled: "quiet", failed: "bad" };
const NUMBERS = ["new", "changed", "unchanged", "quarantined"] as const;

export function Backfills() {
  const { t } = useTranslation(["completeness", "common"]);
  const list = useInfiniteQuery({ ...backfillsQuery, refetchInterval: 5000 });
  return (
    <Answered query={list} what={t("pane.backfills")}>
      {({ pages }) => {
        const jobs = pages.flatMap((page) => page.items);
        if (jobs.length === 0) return <Notice title={t("backfill.none")} text={t("backfill.noneNext")} />;
        return (
          <div className={styles["jobs"]} tabIndex={0} role="region" aria-label={t("pane.backfills")}>
            <ul>
              {jobs.map((job) => (
                <Job key={job.id} job={job} />
              ))}
            </ul>
            {list.hasNextPage && (
              <Button type="text" block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("common:action.loadMore")}
              </Button>
            )}
          </div>
        );
      }}
    </Answered>
  );
}

function Job({ job }: { job: Backfill }) {
  const { t } = useTranslation("completeness");
  const { shop } = useShopNames();
  const percent = Math.floor(job.progress * 1000) / 10;
  const span = `${shortInstant(job.from)} – ${shortInstant(job.to)}`;
  return (
    <li>
      <div className={styles["job"]}>
        <Badge tone={TONES[job.state] ?? "quiet"}>{t(`backfill.state.${job.state}`)}</Badge>
        <b>{shop(job.shop_id)}</b>
        <span>{span}</span>
        <small>
          {job.requested_by} · <Age at={job.requested_at} />
        </small>
        <Steps job={job} />
      </div>
      <Progress
        percent={percent}
        size="small"
        aria-label={`${shop(job.shop_id)} ${span}`}
        status={job.state === "failed" ? "exception" : job.state === "done" ? "success" : job.state === "running" ? "active" : "normal"}
      />
      <div className={styles["numbers"]}>
        <span>{t("backfill.readTo", { at: shortInstant(job.read_to) })}</span>
        {NUMBERS.map((name) => (
          <span key={name}>
            {t(`backfill.${name}`)} <b>{count(job[name])}</b>
          </span>
        ))}
      </div>
      {job.error && (
        <p className={styles["bad"]}>
          {codeWords(job.error["code"] ?? "", job.error["message"] ?? "")}
          {job.state === "running" && ` · ${t("backfill.nextAt", { at: shortInstant(job.next_at) })}`}
        </p>
      )}
    </li>
  );
}

function Steps({ job }: { job: Backfill }) {
  const { t } = useTranslation("completeness");
  const may = useMay();
  const step = useWrite({ run: (which: BackfillStep) => stepBackfill(job.id, which), touches: [["backfills"]] });
  if (!may("sync.run") || job.state === "done" || job.state === "cancelled") return null;
  const other = job.state === "running" ? "pause" : "resume";
  return (
    <span className={styles["steps"]}>
      <Button size="small" loading={step.isPending} onClick={() => step.mutate(other)}>
        {t(`backfill.${other}`)}
      </Button>
      <Confirm title={t("backfill.cancelSure")} okText={t("backfill.cancel")} cancelText={t("backfill.keep")} onConfirm={() => step.mutate("cancel")}>
        <Button size="small" danger>
          {t("backfill.cancel")}
        </Button>
      </Confirm>
    </span>
  );
}
