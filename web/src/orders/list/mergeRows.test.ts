import { describe, expect, it } from "vitest";
import type { OrderPage, OrderRow } from "@/api/types";
import { mergeRows, pagesToRefresh, withFresh } from "@/orders/list/mergeRows";

const row = (number: string, version = 1) => ({ number, version, ship_by_state: null }) as OrderRow;
const page = (items: OrderRow[], next: string | null = "more"): OrderPage => ({
  items,
  next,
  previous: null,
  narrow_by: null,
});
const numbers = (rows: readonly OrderRow[]) => rows.map((one) => one.number);

describe("folding fresh rows into a shown list", () => {
  it("changes rows where they stand", () => {
    const merge = mergeRows([row("a"), row("b")], [row("a"), row("b", 2)], new Set(["a", "b"]), false);
    expect(numbers(merge.rows)).toEqual(["a", "b"]);
    expect(merge.changed).toEqual(["b"]);
  });

  it("keeps the very same object for a row that did not change", () => {
    const old = row("a");
    expect(mergeRows([old], [row("a")], new Set(["a"]), false).rows[0]).toBe(old);
  });

  it("marks a row that left the list and keeps it in place", () => {
    const merge = mergeRows([row("a"), row("b"), row("c")], [row("a"), row("c")], new Set("abc"), false);
    expect(numbers(merge.rows)).toEqual(["a", "b", "c"]);
    expect(merge.gone).toEqual(["b"]);
  });

  it("does not take a row pushed to the next page for one that left", () => {
    expect(mergeRows([row("a"), row("b")], [row("new"), row("a")], new Set("ab"), false).gone).toEqual([]);
  });

  it("holds new rows back while a person is reading, and counts them", () => {
    const folded = withFresh([page([row("a")])], [0], [page([row("n"), row("a")])], false);
    expect(numbers(folded.pages[0]?.items ?? [])).toEqual(["a"]);
    expect(folded.waiting).toBe(1);
  });

  it("lets new rows in at rest, glowing", () => {
    const folded = withFresh([page([row("a"), row("b")])], [0], [page([row("n"), row("a")])], true);
    expect(numbers(folded.pages[0]?.items ?? [])).toEqual(["n", "a", "b"]);
    expect(folded.changed).toEqual(["n"]);
  });

  it("reads again only the first page and those that show a named order", () => {
    const pages = [page([row("a")]), page([row("b")]), page([row("c")])];
    expect(pagesToRefresh(pages, new Set(["c"]))).toEqual([0, 2]);
    expect(pagesToRefresh(pages, null)).toEqual([0, 1, 2]);
  });
});
