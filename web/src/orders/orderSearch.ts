/** The order centre's state as the address holds it, and the hub's query made from it. */
import type { Query } from "@/api/http";
import type { Flag, Stage } from "@/api/types";
import { many, one, wordOf } from "@/app/search";
import { DATES, DRAWER_TABS, type DateKind, type DrawerTab, FLAGS, STAGES } from "@/orders/words";
import { dayStart } from "@/ui/time";

export interface OrderFilter {
  stage?: Stage[];
  flag?: Flag[];
  shop_id?: string[];
  channel?: string[];
  tag?: string[];
  without_tag?: string[];
  priority?: string[];
  seller_flag?: string[];
  province?: string[];
  q?: string;
  phone?: string;
  last4?: string;
  sku?: string;
  buyer?: string;
  /** Yuan, as typed. */
  amount_from?: string;
  amount_to?: string;
  date?: DateKind;
  /** Shanghai calendar days, both inclusive. */
  from?: string;
  to?: string;
  /** Pasted numbers, at most 500. */
  terms?: string[];
}

export interface OrderSearch extends OrderFilter {
  sort?: string;
  open?: string;
  pane?: DrawerTab;
  as_of?: string;
  [attribute: `attr.${string}`]: string | undefined;
}

export const LIST_FILTERS = ["shop_id", "channel", "tag", "without_tag", "priority", "seller_flag", "province"] as const;
export const TEXT_FILTERS = ["q", "phone", "last4", "sku", "buyer", "amount_from", "amount_to", "from", "to"] as const;

function words<Word extends string>(known: readonly Word[], value: unknown): Word[] | undefined {
  const found = many(value)?.filter((text): text is Word => (known as readonly string[]).includes(text));
  return found && found.length > 0 ? found : undefined;
}

/** Keeps what is understood and drops the rest, so that any address opens a working screen. */
export function parseOrderSearch(raw: Record<string, unknown>): OrderSearch {
  const search: OrderSearch = {};
  const put = <Key extends keyof OrderSearch>(key: Key, value: OrderSearch[Key] | undefined) => {
    if (value !== undefined) search[key] = value;
  };
  put("stage", words(STAGES, raw["stage"]));
  put("flag", words(FLAGS, raw["flag"]));
  for (const key of LIST_FILTERS) put(key, many(raw[key]));
  for (const key of TEXT_FILTERS) put(key, one(raw[key]));
  put("date", wordOf(DATES, raw["date"]));
  put("terms", one(raw["terms"])?.split(",").filter(Boolean) ?? many(raw["terms"]));
  put("sort", one(raw["sort"]));
  put("open", one(raw["open"]));
  put("pane", wordOf(DRAWER_TABS, raw["pane"]));
  put("as_of", one(raw["as_of"]));
  for (const [key, value] of Object.entries(raw)) {
    if (key.startsWith("attr.")) put(key as `attr.${string}`, one(value));
  }
  return search;
}

const NOT_FILTERS = new Set(["sort", "open", "pane", "as_of", "terms", "stage"]);

/** The keys that narrow the list, beside the stage tabs. */
export function filterKeys(search: OrderSearch): (keyof OrderSearch)[] {
  return (Object.keys(search) as (keyof OrderSearch)[]).filter(
    (key) => !NOT_FILTERS.has(key) && !(key === "date" && !search.from && !search.to),
  );
}

function minor(yuan: string | undefined): number | undefined {
  const amount = Number(yuan);
  return yuan && Number.isFinite(amount) ? Math.round(amount * 100) : undefined;
}

/** The filter in the hub's words: UTC instants, minor units. */
export function hubFilter(search: OrderSearch): Query {
  const { open: _open, pane: _pane, as_of: _asOf, terms: _terms, sort: _sort, ...filter } = search;
  const query: Query = { ...filter };
  query["from"] = search.from ? dayStart(search.from) : undefined;
  query["to"] = search.to ? dayStart(search.to, 1) : undefined;
  query["date"] = search.from || search.to ? (search.date ?? "placed") : undefined;
  query["amount_from"] = minor(search.amount_from);
  query["amount_to"] = minor(search.amount_to);
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

/** The list's query: filter and order; the drawer does not change it. */
export function hubQuery(search: OrderSearch): Query {
  return { ...hubFilter(search), ...(search.sort && { sort: search.sort }) };
}
