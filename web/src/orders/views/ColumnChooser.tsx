/** Which columns the order list shows. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { prefer, preferences, usePreferences } from "@/app/preferences";
import { useOrderColumns } from "@/orders/list/OrderTable";
import styles from "@/orders/views/Views.module.css";
import { chosenColumns } from "@/ui/column";

const ignore = () => undefined;

function choose(chosen: string[] | undefined): void {
  const { orders: _before, ...rest } = preferences().columns;
  prefer({ columns: chosen ? { ...rest, orders: chosen } : rest });
}

export default function ColumnChooser() {
  const { t } = useTranslation();
  const { columns: kept } = usePreferences();
  const all = useOrderColumns(ignore);
  const shown = chosenColumns(all, kept["orders"]).map((column) => column.key);
  return (
    <div className={styles["columns"]} role="group" aria-label={t("table.columnsTitle")}>
      {all.map((column) => (
        <label key={column.key}>
          <input
            type="checkbox"
            disabled={column.fixed}
            checked={shown.includes(column.key)}
            onChange={(event) =>
              choose(event.target.checked ? [...shown, column.key] : shown.filter((key) => key !== column.key))
            }
          />
          {column.title}
        </label>
      ))}
      <Button size="small" type="text" onClick={() => choose(undefined)}>
        {t("table.columnsReset")}
      </Button>
    </div>
  );
}
