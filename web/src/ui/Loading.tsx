/** Grey bars in the shape of what comes, shown only when it takes longer than 200 ms. */
import { useTranslation } from "react-i18next";
import styles from "@/ui/Loading.module.css";

export function Loading({ rows = 8, label }: { rows?: number; label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles["loading"]} role="status" aria-label={label ?? t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} style={{ width: `${92 - ((row * 13) % 34)}%` }} />
      ))}
    </div>
  );
}
