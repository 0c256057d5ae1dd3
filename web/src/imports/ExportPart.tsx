/** Every order into a file; for a part of them the order centre exports what its filters show. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { API, queryString } from "@/api/http";
import styles from "@/imports/Imports.module.css";

const FORMATS = ["xlsx", "csv", "jsonl"] as const;

export function ExportPart() {
  const { t } = useTranslation("imports");
  return (
    <section className={styles["part"]}>
      <h2>{t("export.title")}</h2>
      <p>
        {t("export.lead")} <Link to="/orders">{t("export.toOrders")}</Link>
      </p>
      <div className={styles["row"]}>
        {FORMATS.map((format) => (
          <Button key={format} href={`${API}/order-exports${queryString({ format })}`} download>
            {t(`export.${format}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
