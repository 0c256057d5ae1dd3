/** Rows that still could not be read when they were tried again. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Replayed } from "@/api/quarantine";
import { troubleWords } from "@/quarantine/quarantineColumns";
import styles from "@/quarantine/Quarantine.module.css";

const SHOWN = 5;

export function Results({ failed, onClose }: { failed: readonly Replayed[]; onClose(): void }) {
  const { t } = useTranslation(["quarantine", "common"]);
  return (
    <div className={styles["results"]} role="alert">
      <b>{t("stillFailing", { count: failed.length })}</b>
      <ul>
        {failed.slice(0, SHOWN).map((row) => (
          <li key={row.id} title={row.detail ?? undefined}>
            #{row.id} {troubleWords(t, { ...row, reason: row.code ?? "" })}
          </li>
        ))}
      </ul>
      <Button size="small" type="text" onClick={onClose}>
        {t("common:action.close")}
      </Button>
    </div>
  );
}
