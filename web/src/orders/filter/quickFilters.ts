/** The one-click filters of the field: flags with exact counts, and two tags of the default rules. */
import type { Flag, OrderCounts } from "@/api/types";
import type { OrderSearch } from "@/orders/orderSearch";

export interface QuickFilter {
  key: "late" | "short" | "urgent" | "noted" | "refunding" | "held" | "exception" | "presale" | "presale_held";
  flag?: Flag;
  tag?: string;
  mark?: "has_note" | "presale";
}

export const QUICK_FILTERS: readonly QuickFilter[] = [
  { key: "late", flag: "late" },
  { key: "short", flag: "short" },
  { key: "urgent", tag: "urgent" },
  { key: "noted", mark: "has_note" },
  { key: "refunding", flag: "refunding" },
  { key: "held", flag: "held" },
  { key: "exception", flag: "exception" },
  { key: "presale", mark: "presale" },
  { key: "presale_held", flag: "presale_held" },
];

export function isOn(filter: QuickFilter, search: OrderSearch): boolean {
  if (filter.flag) return search.flag?.includes(filter.flag) ?? false;
  if (filter.mark) return search[filter.mark] === "1";
  return filter.tag !== undefined && (search.tag?.includes(filter.tag) ?? false);
}

function flipped<Word extends string>(list: readonly Word[] | undefined, word: Word): Word[] | undefined {
  const next = list?.includes(word) ? list.filter((one) => one !== word) : [...(list ?? []), word];
  return next.length > 0 ? next : undefined;
}

export function flip(filter: QuickFilter, search: OrderSearch): Partial<OrderSearch> {
  if (filter.flag) return { flag: flipped(search.flag, filter.flag) };
  if (filter.mark) return { [filter.mark]: search[filter.mark] ? undefined : "1" };
  return filter.tag ? { tag: flipped(search.tag, filter.tag) } : {};
}

export function countOf(filter: QuickFilter, counts: OrderCounts | undefined): number | null {
  return filter.flag && counts ? (counts.flags[filter.flag] ?? 0) : null;
}
