/** What is wrong, cell by cell, as the spreadsheet counts its rows. */
import { useTranslation } from "react-i18next";
import type { RowError } from "@/api/imports";
import { useFieldWords } from "@/orders/drawer/useFieldWords";
import styles from "@/imports/Imports.module.css";

export function ErrorTable({ errors }: { errors: readonly RowError[] }) {
  const { t } = useTranslation("imports");
  const words = useFieldWords();
  return (
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={t("errors.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("errors.row")}</th>
            <th scope="col">{t("errors.column")}</th>
            <th scope="col">{t("errors.detail")}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error) => (
            <tr key={`${error.row} ${error.column} ${error.code}`}>
              <td>{error.row}</td>
              <td>{words.field(error.column)}</td>
              <td>{t(`errors.code.${error.code as "missing"}`, { defaultValue: error.detail })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
