/** Where columns stand: widths, and how far frozen ones sit from the left edge. */
import type { CSSProperties } from "react";
import type { Column } from "@/ui/column";

const CHECK_WIDTH = 34;

export interface PlacedColumn<Row> {
  column: Column<Row>;
  style: CSSProperties;
  /** The last frozen column draws the edge the others slide under. */
  isEdge: boolean;
}

export interface Placed<Row> {
  columns: PlacedColumn<Row>[];
  width: number;
  hasCheck: boolean;
  checkWidth: number;
}

export function place<Row>(columns: readonly Column<Row>[], hasCheck: boolean): Placed<Row> {
  let left = hasCheck ? CHECK_WIDTH : 0;
  let width = left;
  const lastFrozen = columns.findLastIndex((column) => column.frozen);
  const placed = columns.map((column, index) => {
    width += column.width;
    if (!column.frozen) return { column, style: {}, isEdge: false };
    const style: CSSProperties = { left };
    left += column.width;
    return { column, style, isEdge: index === lastFrozen };
  });
  return { columns: placed, width, hasCheck, checkWidth: CHECK_WIDTH };
}
