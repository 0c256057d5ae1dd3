/** State of the completeness screen as the address holds it. */
import { dayOf, one, wordOf } from "@/app/search";

export const SPANS = ["7", "14", "31"] as const;
export type Span = (typeof SPANS)[number];

export interface CompletenessSearch {
  pane?: "backfills";
  span?: Span;
  shop?: string;
  day?: string;
}

export function parseCompletenessSearch(raw: Record<string, unknown>): CompletenessSearch {
  const search: CompletenessSearch = {};
  const pane = wordOf(["backfills"], raw["pane"]);
  const span = wordOf(SPANS, raw["span"]);
  const shop = one(raw["shop"]);
  const day = dayOf(raw["day"]);
  if (pane) search.pane = pane;
  if (span) search.span = span;
  if (shop && day) Object.assign(search, { shop, day });
  return search;
}

/** The last `count` days up to `today`, oldest first. */
export function daysUpTo(today: string, count: number): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) => new Date(end - (count - 1 - n) * 86_400_000).toISOString().slice(0, 10));
}
