/** The cells of the flow board. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "@/flow/Flow.module.css";
import { type FlowSearch, type LaneNow, isBeside, ordersOf } from "@/flow/flowSearch";
import { useLaneWords } from "@/flow/useLaneWords";
import { count } from "@/ui/money";
import { instant } from "@/ui/time";

interface LaneCellProps {
  lane: LaneNow;
  search: FlowSearch;
  name: string;
}

/** The number now; it glows once when it changed. */
export function Figure({ lane, search, name }: LaneCellProps) {
  const { t } = useTranslation("flow");
  const [first] = useState(lane.n);
  return (
    <Link
      to="/orders"
      search={ordersOf(lane.lane, search)}
      className={styles["figure"]}
      data-figure
      data-zero={lane.n === 0}
      aria-label={t("open", { lane: name, n: count(lane.n) })}
    >
      <b key={lane.n} data-glow={lane.n !== first}>
        {count(lane.n)}
      </b>
    </Link>
  );
}

const CLOCKED = new Set<LaneNow["lane"]>(["awaiting_review", "to_push", "at_warehouse"]);

/** Whether the ship-by clock runs here. */
export const isClocked = ({ lane }: LaneNow) => CLOCKED.has(lane);

/** How the ship-by clock stands, where it runs. */
export function ClockCell({ lane, search, name }: LaneCellProps) {
  const { t } = useTranslation("flow");
  if (!isClocked(lane)) return <span className={styles["quiet"]}>{t("noClock")}</span>;
  if (lane.late + lane.late_soon === 0) return <span className={styles["fine"]}>{t("onTime")}</span>;
  return (
    <span className={styles["clock"]}>
      {lane.late > 0 && (
        <Link
          to="/orders"
          search={ordersOf(lane.lane, search, "late")}
          data-state="late"
          aria-label={t("openLate", { lane: name, n: count(lane.late) })}
        >
          <ClockCircleOutlined /> {t("late", { n: count(lane.late) })}
        </Link>
      )}
      {lane.late_soon > 0 && (
        <Link
          to="/orders"
          search={ordersOf(lane.lane, search, "late_soon")}
          data-state="soon"
          aria-label={t("openSoon", { lane: name, n: count(lane.late_soon) })}
        >
          {t("soon", { n: count(lane.late_soon) })}
        </Link>
      )}
    </span>
  );
}

/** What came in and went out within the last hour, and how it came in by five minutes. */
export function Pace({ lane }: { lane: LaneNow }) {
  const { t } = useTranslation("flow");
  if (isBeside(lane.lane)) return <span className={styles["quiet"]}>–</span>;
  const most = Math.max(1, ...lane.pace);
  return (
    <span className={styles["pace"]} title={t("paceMeans", { list: lane.pace.join(" ") })}>
      <span>{t("inOut", { entered: count(lane.entered), left: count(lane.left) })}</span>
      <span aria-hidden="true" className={styles["spark"]}>
        {lane.pace.map((n, place) => (
          // oxlint-disable-next-line react/no-array-index-key
          <i key={place} style={{ "--height": n / most }} />
        ))}
      </span>
    </span>
  );
}

/** How old: the oldest of a lane, or the one in the middle. */
export function Since({ at, now }: { at: string | null; now: string }) {
  const words = useLaneWords();
  if (!at) return <span className={styles["quiet"]}>–</span>;
  return (
    <time dateTime={at} title={instant(at)}>
      {words.since(at, now)}
    </time>
  );
}

/** How many of a lane are of one age; the bar's length is their share of the lane. */
export function Bar({ lane, band }: { lane: LaneNow; band: number }) {
  const n = lane.bands[band] ?? 0;
  return (
    <span className={styles["bar"]} style={{ "--share": lane.n > 0 ? n / lane.n : 0 }} data-zero={n === 0}>
      {n > 0 ? count(n) : "·"}
    </span>
  );
}
