/** What a column of a table is. */
import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  title: string;
  width: number;
  /** Stays in sight when the table scrolls sideways; frozen columns come first. */
  frozen?: boolean;
  /** Takes the room that is left. */
  grow?: boolean;
  align?: "end";
  /** The hub's word for sorting by this column. */
  sort?: string;
  /** Cannot be hidden in the column chooser. */
  fixed?: boolean;
  /** Hidden until chosen. */
  optional?: boolean;
  /** Left out where the window is too narrow for all, the highest first; never where a person chose the columns. */
  spare?: number;
  cell(row: Row): ReactNode;
}

export interface Sort {
  by: string;
  descending: boolean;
}

/** `-placed_at` ↔ {by: "placed_at", descending: true}, the hub's way of writing an order. */
export function parseSort(text: string | undefined): Sort | null {
  if (!text) return null;
  return text.startsWith("-") ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

export function sortText(sort: Sort): string {
  return (sort.descending ? "-" : "") + sort.by;
}

/** The columns to draw: the chosen ones in the table's own order, or the usual ones. */
export function chosenColumns<Row>(
  columns: readonly Column<Row>[],
  chosen: readonly string[] | undefined,
): Column<Row>[] {
  if (!chosen) return columns.filter((column) => column.fixed || !column.optional);
  return columns
    .filter(({ fixed, key }) => fixed || chosen.includes(key))
    .map((column) => ({ ...column, spare: 0 }));
}
