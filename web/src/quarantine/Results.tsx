/** Rows that still could not be read when they were tried again. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Replayed } from "@/api/quarantine";
import { reasonWords } from "@/quarantine/quarantineColumns";
import styles from "@/quarantine/Quarantine.module.css";

const SHOWN = 5;

export function Results({ failed, onClose }: { failed: readonly Replayed[]; onClose(): void }) {
  const { t } = useTranslation(["quarantine", "common"]);
  return (
    <div className={styles["results"]} role="alert">
      <b>{t("stillFailing", { count: failed.length })}</b>
      <ul>
        {failed.slice(0, SHOWN).map((row) => (
          <li key={row.id}>
            #{row.id} {row.code && reasonWords(t, row.code)} {row.field && <code>{row.field}</code>} {row.detail}
          </li>
        ))}
      </ul>
      <Button size="small" type="text" onClick={onClose}>
        {t("common:action.close")}
      </Button>
    </div>
  );
}
