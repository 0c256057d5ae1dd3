/** The console's one table: virtual rows, frozen first columns, sorting, selection, glow; cards on a phone. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Density } from "@/app/preferences";
import type { Column, Sort } from "@/ui/column";
import styles from "@/ui/DataTable.module.css";
import { HeadCell } from "@/ui/HeadCell";
import type { Selection } from "@/ui/selection";
import { TableRow, type RowTone } from "@/ui/TableRow";
import { type Placed, fitting, place } from "@/ui/placement";
import { SpareColumns } from "@/ui/SpareColumns";
import { usePhone } from "@/ui/useMedia";
import { useRoom } from "@/ui/useRoom";

const HEIGHT: Record<Density, number> = { dense: 33, comfortable: 54 };
const OVERSCAN = 14;
/** Of a row on a phone, until it is measured: its title, then two values beside each other. */
const cardHeight = (values: number) => 42 + 21 * Math.ceil((values - 1) / 2);

export interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  rowKey(row: Row): string;
  columns: readonly Column<Row>[];
  density?: Density;
  /** Of rows that hold more than two lines, in pixels. */
  rowHeight?: number;
  sort?: Sort | null;
  onSort?(sort: Sort): void;
  selection?: Selection;
  /** The row the keyboard stands on. */
  focused?: string | null;
  /** The row shown in the drawer. */
  opened?: string | null;
  onOpen?(row: Row): void;
  tone?(row: Row): RowTone | undefined;
  onEnd?(): void;
  /** Shown under the last row, or in place of rows when there are none. */
  footer?: ReactNode;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, rowKey, columns, density = "dense", selection, focused, onEnd } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const hasCheck = Boolean(selection);
  const isPhone = usePhone();
  const room = useRoom(scroller);
  const [isWhole, setWhole] = useState(false);
  const fit = useMemo(() => (isPhone ? columns : fitting(columns, room, hasCheck)), [columns, isPhone, room, hasCheck]);
  const left = columns.filter((column) => !fit.includes(column));
  const placed = useMemo(() => place(isWhole ? columns : fit, hasCheck), [columns, fit, isWhole, hasCheck]);
  const span = placed.columns.length + (hasCheck ? 1 : 0);
  const height = isPhone ? cardHeight(columns.length) : (props.rowHeight ?? HEIGHT[density]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    getItemKey: (index) => {
      const row = rows[index];
      return row ? rowKey(row) : index;
    },
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => virtual.measure(), [height, isPhone, virtual]);
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 15) onEnd?.();
  }, [last, rows.length, onEnd]);
  useEffect(() => {
    const index = focused ? rows.findIndex((row) => rowKey(row) === focused) : -1;
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
    // Follows the keyboard, not every arrival of rows.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [focused]);

  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section ref={scroller} className={styles["scroller"]} data-density={density} data-cards={isPhone} tabIndex={0} aria-label={props.label}>
      <table className={styles["table"]} style={isPhone ? {} : { minWidth: placed.width }} aria-rowcount={rows.length + 1}>
        <caption className="visually-hidden">{props.label}</caption>
        <Columns placed={placed} />
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col" className={styles["check"]} style={{ left: 0 }}>
                <input
                  type="checkbox"
                  aria-label={t("table.selectAll")}
                  checked={selection.extent === "all"}
                  ref={(box) => {
                    if (box) box.indeterminate = selection.extent === "some";
                  }}
                  onChange={selection.toggleAll}
                />
              </th>
            )}
            {placed.columns.map(({ column, style, isEdge }, index) => (
              <HeadCell
                key={column.key}
                column={column}
                style={style}
                isEdge={isEdge}
                sort={props.sort ?? null}
                {...(props.onSort && { onSort: props.onSort })}
                {...(index === 0 && left.length > 0 && { more: <SpareColumns columns={left} isShown={isWhole} onShow={setWhole} /> })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={above} span={span} />
          {shown.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            const key = rowKey(row);
            return (
              <TableRow
                key={key}
                row={row}
                name={key}
                index={index}
                {...(isPhone ? { measure: virtual.measureElement } : { height })}
                columns={placed.columns}
                isSelected={selection?.has(key) ?? false}
                isFocused={focused === key}
                isOpened={props.opened === key}
                tone={props.tone?.(row)}
                {...(selection && { onSelect: selection.toggle })}
                {...(props.onOpen && { onOpen: props.onOpen })}
              />
            );
          })}
          <Spacer height={below} span={span} />
        </tbody>
      </table>
      {props.footer && <div className={styles["footer"]}>{props.footer}</div>}
    </section>
  );
}

function Columns<Row>({ placed }: { placed: Placed<Row> }) {
  return (
    <colgroup>
      {placed.hasCheck && <col style={{ width: placed.checkWidth }} />}
      {placed.columns.map(({ column }) => (
        <col key={column.key} style={column.grow ? {} : { width: column.width }} />
      ))}
    </colgroup>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  const style: CSSProperties = { height };
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className={styles["spacer"]}>
      <td colSpan={span} style={style} />
    </tr>
  );
}
