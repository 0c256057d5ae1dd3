/** The board on a phone: the lanes below each other, each with its count, its clock and its ages. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Bar, ClockCell, Figure, Pace, Since, isClocked } from "@/flow/cells";
import styles from "@/flow/LaneCards.module.css";
import { type LaneNow, isBeside } from "@/flow/flowSearch";
import type { LanesProps } from "@/flow/LaneTable";
import { useLaneKeys } from "@/flow/useLaneKeys";
import { useLaneWords } from "@/flow/useLaneWords";

export function LaneCards({ board, search }: LanesProps) {
  const { t } = useTranslation("flow");
  const list = useRef<HTMLDivElement>(null);
  useLaneKeys(list, board.lanes, search);
  const cards = (lanes: readonly LaneNow[]) =>
    lanes.map((lane) => <Card key={lane.lane} lane={lane} board={board} search={search} />);
  return (
    <div ref={list} className={styles["lanes"]}>
      <ol>{cards(board.lanes.filter(({ lane }) => !isBeside(lane)))}</ol>
      <h2 id="beside">{t("beside")}</h2>
      <ul aria-labelledby="beside">{cards(board.lanes.filter(({ lane }) => isBeside(lane)))}</ul>
    </div>
  );
}

function Card({ lane, board, search }: LanesProps & { lane: LaneNow }) {
  const { t } = useTranslation("flow");
  const words = useLaneWords();
  const name = words.lane(lane.lane);
  const bands = words
    .bands(board.band_hours)
    .map((said, band) => ({ said, band }))
    .filter(({ band }) => (lane.bands[band] ?? 0) > 0);
  return (
    <li data-lane={lane.lane}>
      <div className={styles["head"]}>
        <span>
          <b title={t(`laneMeans.${lane.lane}`)}>{name}</b>
          {lane.n > 0 && isClocked(lane) && <ClockCell lane={lane} search={search} name={name} />}
        </span>
        <Figure lane={lane} search={search} name={name} />
      </div>
      {lane.n > 0 && (
        <>
          <p>
            {t("row.oldest")} <Since at={lane.oldest_placed_at} now={board.as_of} /> · {t("row.median")}{" "}
            <Since at={lane.median_placed_at} now={board.as_of} />
          </p>
          <dl aria-label={t("row.ages")}>
            {bands.map(({ said, band }) => (
              <div key={said}>
                <dt>{said}</dt>
                <dd>
                  <Bar lane={lane} band={band} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {!isBeside(lane.lane) && (
        <div className={styles["hour"]}>
          <span>{t("row.hour")}</span>
          <Pace lane={lane} />
        </div>
      )}
    </li>
  );
}
