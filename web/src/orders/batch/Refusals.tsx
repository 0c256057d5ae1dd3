/** The orders a batch could not change, by reason. */
import { useTranslation } from "react-i18next";
import type { BatchRow } from "@/api/types";
import styles from "@/orders/batch/BatchBar.module.css";
import { byReason } from "@/orders/batch/batchRun";
import { CopyButton } from "@/ui/CopyButton";

const SHOWN = 12;

export function Refusals({ refused }: { refused: readonly BatchRow[] }) {
  const { t } = useTranslation(["orders", "common"]);
  return (
    <ul className={styles["refusals"]}>
      {byReason(refused).map((group) => (
        <li key={group.code}>
          <b>{t(`refusal.${group.code as "held"}`, { defaultValue: group.detail ?? group.code })}</b>
          <span>{t("batch.refused", { count: group.numbers.length })}</span>
          <small>
            {group.numbers.slice(0, SHOWN).join(t("common:comma"))}
            {group.numbers.length > SHOWN && " …"}
          </small>
          <CopyButton text={group.numbers.join("\n")} />
        </li>
      ))}
    </ul>
  );
}
