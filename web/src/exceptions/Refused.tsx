/** What a step could not do, order by order, until it is closed. */
import { useTranslation } from "react-i18next";
import styles from "@/exceptions/Exceptions.module.css";
import type { Steps } from "@/exceptions/useSteps";

export function Refused({ steps }: { steps: Steps }) {
  const { t } = useTranslation(["exceptions", "common"]);
  if (steps.refused.length === 0) return null;
  return (
    <div className={styles["results"]} role="alert">
      <b>{t("refusedTitle", { count: steps.refused.length })}</b>
      {steps.refused.slice(0, 20).map((row) => (
        <span key={row.id}>
          {t("common:named", {
            name: row.number || `#${row.id}`,
            value: t(`refused.${row.code as "not_open"}`, { defaultValue: row.detail ?? row.code ?? "" }),
          })}
        </span>
      ))}
      <button type="button" className="bare" onClick={steps.forget}>
        {t("closeResults")} ×
      </button>
    </div>
  );
}
