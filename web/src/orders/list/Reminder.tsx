/** Why a row needs a person: its flags, the reason, and the one most likely remedy. */
import { useTranslation } from "react-i18next";
import type { OrderRow } from "@/api/types";
import { useOrderActions } from "@/orders/batch/OrderActions";
import { FlagChip, PresaleWait } from "@/orders/list/cells";
import styles from "@/orders/list/cells.module.css";
import { remedyFor } from "@/orders/list/remedy";
import { age } from "@/ui/time";

export function Reminder({ row }: { row: OrderRow }) {
  const { t } = useTranslation("orders");
  const actions = useOrderActions();
  if (row.flags.every((flag) => flag === "at_warehouse")) return null;
  const [first] = row.flags;
  const why = first ? row.flag_reasons?.[first] : undefined;
  const told = why && [why.reason, why.by, why.since && age(why.since)].filter(Boolean).join(" · ");
  const remedy = remedyFor(row);
  return (
    <span className={styles["reminder"]} title={told ?? undefined}>
      {row.flags.filter((flag) => flag !== "at_warehouse").map((flag) => (
        <FlagChip key={flag} flag={flag} word={flag === "presale_held" ? <PresaleWait row={row} /> : undefined} />
      ))}
      {why?.reason && <span className={styles["reason"]}>{why.reason}</span>}
      {remedy && actions.may(remedy) && (
        <button type="button" className={styles["remedy"]} onClick={() => actions.remedy(remedy, row)}>
          {t(`remedy.${remedy}`)}
        </button>
      )}
    </span>
  );
}
