/** Before → after, field by field. */
import { useTranslation } from "react-i18next";
import type { FieldChange } from "@/api/types";
import styles from "@/orders/drawer/Changes.module.css";
import { useFieldWords } from "@/orders/drawer/useFieldWords";

export function Changes({ changes }: { changes: readonly FieldChange[] }) {
  const { t } = useTranslation("orders");
  const words = useFieldWords();
  // Values behind the same mask look the same: nothing a reader could see has changed.
  const shown = changes.filter(
    ({ field, before, after }) => words.value(field, before) !== words.value(field, after),
  );
  return (
    <ul className={styles["changes"]}>
      {shown.map((change) => (
        <li key={`${change.field} ${JSON.stringify([change.before, change.after])}`}>
          <span>{words.field(change.field)}</span>
          <del aria-label={t("before")}>{words.value(change.field, change.before)}</del>
          <i aria-hidden="true">→</i>
          <ins aria-label={t("after")}>{words.value(change.field, change.after)}</ins>
        </li>
      ))}
    </ul>
  );
}
