/** State of the shops screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const SHOP_PANES = ["runs", "mappings", "settings"] as const;
export const CONSENT_OUTCOMES = [
  "connected",
  "renewed",
  "refused",
  "state_unknown",
  "signed_out",
  "code_refused",
  "other_account",
  "already_connected",
  "name_taken",
  "scope_missing",
  "address_blocked",
  "unreachable",
] as const;
export type ConsentOutcome = (typeof CONSENT_OUTCOMES)[number];
export type ShopPane = (typeof SHOP_PANES)[number];

export interface ShopsSearch {
  shop?: string;
  pane?: ShopPane;
  connect?: "1";
  consent?: ConsentOutcome;
}

export function parseShopsSearch(raw: Record<string, unknown>): ShopsSearch {
  const search: ShopsSearch = {};
  const shop = one(raw["shop"]);
  const pane = wordOf(SHOP_PANES, raw["pane"]);
  const connect = wordOf(["1"], raw["connect"]);
  const consent = wordOf(CONSENT_OUTCOMES, raw["consent"]);
  if (shop) search.shop = shop;
  if (pane) search.pane = pane;
  if (connect) search.connect = connect;
  if (consent) search.consent = consent;
  return search;
}
