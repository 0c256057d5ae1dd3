/** The lanes as columns, what is told of them as rows; every number of orders leads to those orders. */
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { Bar, ClockCell, Figure, Pace, Since } from "@/flow/cells";
import styles from "@/flow/Flow.module.css";
import type { FlowSearch, LaneNow } from "@/flow/flowSearch";
import { useLaneKeys } from "@/flow/useLaneKeys";
import { useLaneWords } from "@/flow/useLaneWords";

export interface LanesProps {
  board: Wire["FlowOut"];
  search: FlowSearch;
}

export function LaneTable({ board, search }: LanesProps) {
  const { t } = useTranslation("flow");
  const words = useLaneWords();
  const table = useRef<HTMLTableElement>(null);
  const { lanes } = board;
  useLaneKeys(table, lanes, search);
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

/** One age band of every lane. */
function Band({ name, band, lanes }: { name: string; band: number; lanes: readonly LaneNow[] }) {
  return (
    <tr data-kind="band">
      <th scope="row">{name}</th>
      {lanes.map((lane) => (
        <td key={lane.lane} data-lane={lane.lane}>
          <Bar lane={lane} band={band} />
        </td>
      ))}
    </tr>
  );
}
