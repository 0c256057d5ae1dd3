/** One row; redrawn only when its own data or state changes. */
import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import styles from "@/ui/DataTable.module.css";
import type { PlacedColumn } from "@/ui/placement";

/** `glow`: it just changed; `gone`: it no longer belongs to this list. */
export type RowTone = "glow" | "gone";

interface TableRowProps<Row> {
  row: Row;
  name: string;
  index: number;
  height?: number;
  /** Of a card, as high as what it holds: tells the list how high that is. */
  measure?(row: Element | null): void;
  columns: readonly PlacedColumn<Row>[];
  isSelected: boolean;
  isFocused: boolean;
  isOpened: boolean;
  tone: RowTone | undefined;
  onSelect?(name: string, isRange: boolean): void;
  onOpen?(row: Row): void;
}

/** What has less room than this, in pixels, stands beside another value on a phone. */
const HALF = 150;

function Row<R>(props: TableRowProps<R>) {
  const { row, name, columns, measure, onSelect, onOpen } = props;
  const { t } = useTranslation();
  const open = (event: MouseEvent<HTMLElement>) => {
    const isControl = (event.target as Element).closest("button, a, input, label");
    const isSelecting = (globalThis.getSelection()?.toString() ?? "") !== "";
    if (!isControl && !isSelecting) onOpen?.(row);
  };
  return (
    // The row is a wide target for the mouse; the keyboard uses the button inside and the list's keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <tr
      ref={measure}
      className={styles["row"]}
      style={{ height: props.height }}
      data-index={props.index}
      aria-rowindex={props.index + 2}
      aria-selected={onSelect ? props.isSelected : undefined}
      data-selected={props.isSelected}
      data-focused={props.isFocused}
      data-opened={props.isOpened}
      data-tone={props.tone}
      data-row={name}
      {...(onOpen && { onClick: open, "data-clickable": true })}
    >
      {onSelect && (
        <td className={styles["check"]} style={{ left: 0 }}>
          <input
            type="checkbox"
            aria-label={t("table.selectRow", { name })}
            checked={props.isSelected}
            onChange={() => undefined}
            onClick={(event) => onSelect(name, event.shiftKey)}
          />
        </td>
      )}
      {columns.map(({ column, style, isEdge }) => (
        <td
          key={column.key}
          style={style}
          data-frozen={column.frozen}
          data-edge={isEdge}
          data-align={column.align}
          data-label={column.title}
          data-wide={column.grow || column.width > HALF}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

export const TableRow = memo(Row) as typeof Row;
