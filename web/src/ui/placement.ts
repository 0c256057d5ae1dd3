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

function widthOf<Row>(columns: readonly Column<Row>[], hasCheck: boolean): number {
  return columns.reduce((sum, { width }) => sum + width, hasCheck ? CHECK_WIDTH : 0);
}

/** The columns that `room` pixels hold; spare ones stay out as long as the rest is wider than that. */
export function fitting<Row>(columns: readonly Column<Row>[], room: number, hasCheck: boolean): readonly Column<Row>[] {
  const last = Math.max(0, ...columns.map(({ spare = 0 }) => spare));
  if (last === 0 || widthOf(columns, hasCheck) <= room) return columns;
  return fitting(columns.filter(({ spare }) => spare !== last), room, hasCheck);
}

export function place<Row>(columns: readonly Column<Row>[], hasCheck: boolean): Placed<Row> {
  let left = hasCheck ? CHECK_WIDTH : 0;
  const lastFrozen = columns.findLastIndex((column) => column.frozen);
  const placed = columns.map((column, index) => {
    if (!column.frozen) return { column, style: {}, isEdge: false };
    const style: CSSProperties = { left };
    left += column.width;
    return { column, style, isEdge: index === lastFrozen };
  });
  return { columns: placed, width: widthOf(columns, hasCheck), hasCheck, checkWidth: CHECK_WIDTH };
}
