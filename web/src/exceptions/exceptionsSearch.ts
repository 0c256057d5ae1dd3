/** State of the exception desk as the address holds it. */
import type { ExceptionKind } from "@/api/exceptions";
import { one, wordOf } from "@/app/search";
import { DRAWER_TABS, type DrawerTab } from "@/orders/words";

export const KINDS: readonly ExceptionKind[] = [
  "bad_address",
  "address_changed",
  "lines_changed",
  "parcel_trouble",
  "split_stale",
  "recipient_hidden",
  "no_stock",
  "unknown_goods",
  "amount_mismatch",
  "risk",
  "refund_open",
  "manual",
  "unknown_status",
];
export const WHOSE = ["mine", "nobody", "overdue"] as const;
export type Whose = (typeof WHOSE)[number];
export const AGES = ["4h", "24h", "72h"] as const;
export type AgeBound = (typeof AGES)[number];

export interface ExceptionsSearch {
  kind?: ExceptionKind;
  whose?: Whose;
  age?: AgeBound;
  number?: string;
  open?: string;
  pane?: DrawerTab;
}

export function parseExceptionsSearch(raw: Record<string, unknown>): ExceptionsSearch {
  const search: ExceptionsSearch = {};
  const kind = wordOf(KINDS, raw["kind"]);
  const whose = wordOf(WHOSE, raw["whose"]);
  const age = wordOf(AGES, raw["age"]);
  const pane = wordOf(DRAWER_TABS, raw["pane"]);
  for (const key of ["number", "open"] as const) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  return { ...search, ...(kind && { kind }), ...(whose && { whose }), ...(age && { age }), ...(pane && { pane }) };
}

/** How the hub is asked; the age is cut to the minute, so that the same search is the same question. */
export function hubFilter(search: ExceptionsSearch, me: string, now: Date) {
  const hours = search.age ? Number.parseInt(search.age, 10) : null;
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  return {
    ...(search.kind && { kind: [search.kind] }),
    ...(search.whose === "mine" && { owner: me }),
    ...(search.whose === "nobody" && { owner: "" }),
    ...(search.whose === "overdue" && { overdue: true }),
    ...(hours !== null && { raised_before: new Date(minute - hours * 3_600_000).toISOString() }),
    ...(search.number && { number: search.number }),
  };
}
