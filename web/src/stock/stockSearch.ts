/** State of the stock screen as the address holds it. */
import { CONDITIONS, ONLY, type Only, type WantedReturns } from "@/api/stock";
import { one, wordOf } from "@/app/search";

export const PANES = ["goods", "mapping", "shortages", "shops", "reports", "returns"] as const;
export type Pane = (typeof PANES)[number];

export interface StockSearch {
  pane?: Pane;
  only?: Only;
  search?: string;
  sku?: string;
  order?: string;
  /** Of returned goods. */
  condition?: WantedReturns["condition"];
  warehouse?: string;
}

export function parseStockSearch(raw: Record<string, unknown>): StockSearch {
  const found: StockSearch = {};
  const pane = wordOf(PANES, raw["pane"]);
  const only = wordOf(ONLY, raw["only"]);
  const search = one(raw["search"]);
  const sku = one(raw["sku"]);
  const order = one(raw["order"]);
  const condition = wordOf(CONDITIONS, raw["condition"]);
  const warehouse = one(raw["warehouse"]);
  if (condition) found.condition = condition;
  if (warehouse) found.warehouse = warehouse;
  if (pane) found.pane = pane;
  if (only) found.only = only;
  if (search) found.search = search;
  if (sku) found.sku = sku;
  if (order) found.order = order;
  return found;
}
