/** Folds fresh rows into a list a person is looking at, without moving what they look at. */
import type { OrderPage, OrderRow } from "@/api/types";

export interface Merge {
  rows: OrderRow[];
  /** Numbers whose row differs from before. */
  changed: string[];
  /** Numbers that no longer belong to this list; they stay in place until it is read again. */
  gone: string[];
  /** Rows that belong to the list and are not in it yet. */
  arrived: OrderRow[];
}

/** `fresh` answers the same question as `old` did; `isLastPage` says that nothing follows it. */
export function mergeRows(
  old: readonly OrderRow[],
  fresh: readonly OrderRow[],
  known: ReadonlySet<string>,
  isLastPage: boolean,
): Merge {
  const now = new Map(fresh.map((row) => [row.number, row]));
  const lastKept = old.findLastIndex((row) => now.has(row.number));
  const changed: string[] = [];
  const gone: string[] = [];
  const rows = old.map((row, index) => {
    const next = now.get(row.number);
    if (!next) {
      // Rows behind the last common one may only have been pushed to the next page.
      if (index < lastKept || isLastPage) gone.push(row.number);
      return row;
    }
    if (next.version === row.version && next.ship_by_state === row.ship_by_state) return row;
    if (next.version !== row.version) changed.push(row.number);
    return next;
  });
  const arrived = fresh.filter((row) => !known.has(row.number));
  return { rows, changed, gone, arrived };
}

/** The first page with the arrived rows where the hub puts them; rows it left out follow. */
function insertArrived(old: readonly OrderRow[], fresh: readonly OrderRow[]): OrderRow[] {
  const inFresh = new Set(fresh.map((row) => row.number));
  return [...fresh, ...old.filter((row) => !inFresh.has(row.number))];
}

const MOST_PAGES = 4;

/** The first page always, and those that show one of `numbers` (all of them when nothing is known). */
export function pagesToRefresh(pages: readonly OrderPage[], numbers: ReadonlySet<string> | null): number[] {
  return pages
    .map((page, index) => ({ page, index }))
    .filter(({ page, index }) => index === 0 || !numbers || page.items.some((row) => numbers.has(row.number)))
    .map(({ index }) => index)
    .slice(0, MOST_PAGES);
}

export interface Folded {
  pages: OrderPage[];
  changed: string[];
  gone: string[];
  /** New orders at the head that were not inserted, so as not to move what is being read. */
  waiting: number;
}

/** The pages with `fresh` answers for the pages `at` folded in. */
export function withFresh(
  pages: readonly OrderPage[],
  at: readonly number[],
  fresh: readonly OrderPage[],
  mayInsert: boolean,
): Folded {
  const known = new Set(pages.flatMap((page) => page.items.map((row) => row.number)));
  const folded: Folded = { pages: [...pages], changed: [], gone: [], waiting: 0 };
  at.forEach((index, nth) => {
    const [page, answer] = [pages[index], fresh[nth]];
    if (!page || !answer) return;
    const merge = mergeRows(page.items, answer.items, known, answer.next === null);
    folded.changed.push(...merge.changed);
    folded.gone.push(...merge.gone);
    const isHead = index === 0 && merge.arrived.length > 0;
    if (isHead && mayInsert) folded.changed.push(...merge.arrived.map((row) => row.number));
    if (isHead && !mayInsert) folded.waiting = merge.arrived.length;
    const staying = merge.rows.filter((row) => !merge.gone.includes(row.number));
    const items = isHead && mayInsert ? insertArrived(staying, answer.items) : merge.rows;
    folded.pages[index] = { ...page, items };
  });
  return folded;
}
