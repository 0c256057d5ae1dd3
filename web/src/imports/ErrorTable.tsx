/** What is wrong, cell by cell, as the spreadsheet counts its rows. */
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { type RowError, importColumnsQuery } from "@/api/imports";
import { usePreferences } from "@/app/preferences";
import styles from "@/imports/Imports.module.css";

export function ErrorTable({ errors }: { errors: readonly RowError[] }) {
  const { t } = useTranslation("imports");
  const { language } = usePreferences();
  const columns = useQuery(importColumnsQuery).data;
  // As the file's own heading says it, so that the cell is found.
  const heading = (code: string) => (language === "en" ? code : (columns?.find((one) => one.code === code)?.title ?? code));
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
              <td>{heading(error.column)}</td>
              <td>{t(`errors.code.${error.code as "missing"}`, { defaultValue: error.detail })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
