/** A column's head; sorts when the hub can. */
import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Column, Sort } from "@/ui/column";
import styles from "@/ui/DataTable.module.css";

interface HeadCellProps<Row> {
  column: Column<Row>;
  style: CSSProperties;
  isEdge: boolean;
  sort: Sort | null;
  onSort?(sort: Sort): void;
  /** Stands at the end of the cell, not in its name: every cell below is read with that. */
  more?: ReactNode;
}

export function HeadCell<Row>({ column, style, isEdge, sort, onSort, more }: HeadCellProps<Row>) {
  const { t } = useTranslation();
  const isSorted = column.sort !== undefined && sort?.by === column.sort;
  const direction = isSorted ? (sort.descending ? "descending" : "ascending") : undefined;
  const by = column.sort;
  return (
    <th
      scope="col"
      style={style}
      data-frozen={column.frozen}
      data-edge={isEdge}
      data-align={column.align}
      aria-sort={direction}
      aria-label={more ? column.title : undefined}
    >
      {by && onSort ? (
        <button
          type="button"
          className={styles["sort"]}
          title={t("table.sortBy", { column: column.title })}
          onClick={() => onSort({ by, descending: isSorted ? !sort.descending : true })}
        >
          {column.title}
          {isSorted && (sort.descending ? <CaretDownOutlined /> : <CaretUpOutlined />)}
        </button>
      ) : (
        column.title
      )}
      {more}
    </th>
  );
}
