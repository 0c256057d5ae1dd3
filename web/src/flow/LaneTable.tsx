/** The lanes as columns, what is told of them as rows; every number of orders leads to those orders. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { ClockCell, Figure, Pace } from "@/flow/cells";
import styles from "@/flow/Flow.module.css";
import { type FlowSearch, type LaneNow, ordersOf } from "@/flow/flowSearch";
import { useLaneWords } from "@/flow/useLaneWords";
import { count } from "@/ui/money";
import { instant } from "@/ui/time";
import { useKeys } from "@/ui/useKeys";

interface LaneTableProps {
  board: Wire["FlowOut"];
  search: FlowSearch;
}

export function LaneTable({ board, search }: LaneTableProps) {
  const { t } = useTranslation("flow");
  const navigate = useNavigate();
  const words = useLaneWords();
  const table = useRef<HTMLTableElement>(null);
  const { lanes } = board;
  const step = (by: 1 | -1) => {
    const links = [...(table.current?.querySelectorAll<HTMLElement>("[data-figure]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[(at + by + links.length) % links.length]?.focus();
  };
  const open = (lane: LaneNow) => void navigate({ to: "/orders", search: ordersOf(lane.lane, search) });
  useKeys({
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ...Object.fromEntries(lanes.map((lane, place) => [String(place + 1), () => open(lane)])),
  });
  const row = (name: string, cell: (lane: LaneNow) => ReactNode, kind?: string) => (
    <tr data-kind={kind}>
      <th scope="row">{name}</th>
      {lanes.map((lane) => (
        <td key={lane.lane} data-lane={lane.lane}>
          {cell(lane)}
        </td>
      ))}
    </tr>
  );
  return (
    <table className={styles["lanes"]} ref={table}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t("measure")}</span>
          </th>
          {lanes.map((lane) => (
            <th key={lane.lane} scope="col" data-lane={lane.lane} title={t(`laneMeans.${lane.lane}`)}>
              {words.lane(lane.lane)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row(t("row.now"), (lane) => <Figure lane={lane} search={search} name={words.lane(lane.lane)} />, "now")}
        {row(t("row.clock"), (lane) => <ClockCell lane={lane} search={search} name={words.lane(lane.lane)} />)}
        {row(t("row.oldest"), (lane) => (
          <Since at={lane.oldest_placed_at} now={board.as_of} />
        ))}
        {row(t("row.median"), (lane) => (
          <Since at={lane.median_placed_at} now={board.as_of} />
        ))}
        {row(t("row.hour"), (lane) => <Pace lane={lane} />)}
      </tbody>
      <tbody>
        <tr data-kind="head">
          <th scope="rowgroup" colSpan={lanes.length + 1}>
            {t("row.ages")}
          </th>
        </tr>
        {words.bands(board.band_hours).map((name, band) => (
          <Band key={name} name={name} band={band} lanes={lanes} />
        ))}
      </tbody>
    </table>
  );
}

function Since({ at, now }: { at: string | null; now: string }) {
  const words = useLaneWords();
  if (!at) return <span className={styles["quiet"]}>–</span>;
  return (
    <time dateTime={at} title={instant(at)}>
      {words.since(at, now)}
    </time>
  );
}

/** One age band of every lane; a bar's length is its share of the lane. */
function Band({ name, band, lanes }: { name: string; band: number; lanes: readonly LaneNow[] }) {
  return (
    <tr data-kind="band">
      <th scope="row">{name}</th>
      {lanes.map((lane) => {
        const n = lane.bands[band] ?? 0;
        return (
          <td key={lane.lane} data-lane={lane.lane}>
            <span className={styles["bar"]} style={{ "--share": lane.n > 0 ? n / lane.n : 0 }} data-zero={n === 0}>
              {n > 0 ? count(n) : "·"}
            </span>
          </td>
        );
      })}
    </tr>
  );
}
