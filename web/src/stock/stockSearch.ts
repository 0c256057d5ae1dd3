/** State of the stock screen as the address holds it. */
import { ONLY, type Only } from "@/api/stock";
import { one, wordOf } from "@/app/search";

export const PANES = ["goods", "mapping", "shortages", "shops", "reports"] as const;
export type Pane = (typeof PANES)[number];

export interface StockSearch {
  pane?: Pane;
  only?: Only;
  search?: string;
  sku?: string;
  order?: string;
}

export function parseStockSearch(raw: Record<string, unknown>): StockSearch {
  const found: StockSearch = {};
  const pane = wordOf(PANES, raw["pane"]);
  const only = wordOf(ONLY, raw["only"]);
  const search = one(raw["search"]);
  const sku = one(raw["sku"]);
  const order = one(raw["order"]);
  if (pane) found.pane = pane;
  if (only) found.only = only;
  if (search) found.search = search;
  if (sku) found.sku = sku;
  if (order) found.order = order;
  return found;
}
