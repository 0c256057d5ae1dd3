/** State of the shops screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const SHOP_PANES = ["runs", "mappings", "settings"] as const;
export type ShopPane = (typeof SHOP_PANES)[number];

export interface ShopsSearch {
  shop?: string;
  pane?: ShopPane;
  connect?: "1";
}

export function parseShopsSearch(raw: Record<string, unknown>): ShopsSearch {
  const search: ShopsSearch = {};
  const shop = one(raw["shop"]);
  const pane = wordOf(SHOP_PANES, raw["pane"]);
  const connect = wordOf(["1"], raw["connect"]);
  if (shop) search.shop = shop;
  if (pane) search.pane = pane;
  if (connect) search.connect = connect;
  return search;
}
