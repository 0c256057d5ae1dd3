/** One cell for each shop and day: a shape and a colour that mean the same, a number where it matters. */
import { useTranslation } from "react-i18next";
import type { CompletenessDay, DayState } from "@/api/completeness";
import type { Shop } from "@/api/shops";
import styles from "@/completeness/Completeness.module.css";
import { count } from "@/ui/money";

const MARKS: Record<DayState, string> = { complete: "✓", filled: "+", open: "!", waiting: "·" };
const STATES: readonly DayState[] = ["complete", "filled", "open", "waiting"];

interface GridProps {
  shops: readonly Shop[];
  days: readonly string[];
  cells: readonly CompletenessDay[];
  opened: string | null;
  onOpen(shopId: number, day: string): void;
}

export function Grid({ shops, days, cells, opened, onOpen }: GridProps) {
  const { t } = useTranslation("completeness");
  const found = new Map(cells.map((cell) => [`${cell.shop_id} ${cell.day}`, cell]));
  return (
    <div className={styles["field"]} tabIndex={0} role="region" aria-label={t("grid")}>
      {cells.length === 0 && <p className={styles["quiet"]}>{t("notYet")}</p>}
      <table className={styles["grid"]}>
        <thead>
          <tr>
            <th scope="col">{t("shop")}</th>
            {days.map((day) => (
              <th key={day} scope="col">
                {day.slice(5)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shops.map((shop) => (
            <tr key={shop.id}>
              <th scope="row">{shop.name}</th>
              {days.map((day) => {
                const key = `${shop.id} ${day}`;
                return (
                  <td key={day}>
                    <Cell cell={found.get(key)} name={`${shop.name} ${day}`} isOpen={opened === key} onOpen={() => onOpen(shop.id, day)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles["legend"]} aria-label={t("legend")}>
        {STATES.map((state) => (
          <li key={state}>
            <i data-state={state}>{MARKS[state]}</i>
            {t(`state.${state}`)}
          </li>
        ))}
        <li>{t("certified")}</li>
      </ul>
    </div>
  );
}

interface CellProps {
  cell: CompletenessDay | undefined;
  name: string;
  isOpen: boolean;
  onOpen(): void;
}

function Cell({ cell, name, isOpen, onOpen }: CellProps) {
  const { t } = useTranslation(["completeness", "common"]);
  if (!cell) {
    return (
      <span className={styles["none"]} title={t("state.none")}>
        <span className="visually-hidden">{t("common:named", { name, value: t("state.none") })}</span>
      </span>
    );
  }
  const figure = cell.state === "open" ? cell.unread : cell.state === "filled" ? cell.gaps : null;
  const numbers = t("cell", { channel: count(cell.channel_count), hub: count(cell.hub_count) });
  const words = t("common:named", { name, value: `${t(`state.${cell.state}`)} · ${numbers}` });
  return (
    <button
      type="button"
      className={styles["cell"]}
      data-state={cell.state}
      data-certified={cell.certificate !== null}
      data-finding={cell.findings > 0}
      aria-pressed={isOpen}
      aria-label={words}
      title={words}
      onClick={onOpen}
    >
      {MARKS[cell.state]}
      {figure !== null && <b>{count(figure)}</b>}
    </button>
  );
}
