/** The order centre's state as the address holds it, and the hub's query made from it. */
import type { Flag, Lane, OrderFilterQuery, OrderQuery, SellerFlag, Stage } from "@/api/types";
import { dayOf, many, one, wordOf } from "@/app/search";
import { DATES, DRAWER_TABS, type DateKind, type DrawerTab, FLAGS, LANES, SELLER_FLAGS, STAGES } from "@/orders/words";
import { dayStart } from "@/ui/time";

interface OrderFilter {
  stage?: Stage[];
  lane?: Lane;
  flag?: Flag[];
  shop_id?: string[];
  channel?: string[];
  tag?: string[];
  without_tag?: string[];
  priority?: string[];
  seller_flag?: SellerFlag[];
  province?: string[];
  q?: string;
  phone?: string;
  last4?: string;
  sku?: string;
  buyer?: string;
  has_note?: "1";
  presale?: "1";
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
  /** What an address asked for that nobody knows, as `key=word`. */
  ignored?: string[];
  [attribute: `attr.${string}`]: string | undefined;
}

const NUMBERS = ["shop_id", "priority"] as const;
const WORDS = ["channel", "tag", "without_tag", "province"] as const;
export const LIST_FILTERS = [...NUMBERS, ...WORDS] as const;
const TEXT_FILTERS = ["q", "phone", "last4", "sku", "buyer"] as const;
const NUMBER = /^\d{1,9}$/u;
export const MOST_YUAN = 999_999_999.99;
const YUAN = /^\d{1,9}(\.\d{1,2})?$/u;

function matching(pattern: RegExp, value: unknown): string[] | undefined {
  return many(many(value)?.filter((text) => pattern.test(text)));
}

function words<Word extends string>(known: readonly Word[], value: unknown): Word[] | undefined {
  const found = many(value)?.filter((text): text is Word => (known as readonly string[]).includes(text));
  return found && found.length > 0 ? found : undefined;
}

/** `key=word` of what narrows nothing: keys nobody knows, and words that a known one does not understand. */
function ignoredIn(raw: Record<string, unknown>, search: OrderSearch): string[] {
  const told = Object.entries(raw).flatMap(([key, value]) => (many(value) ?? []).map((word) => ({ key, word })));
  const isKnown = (key: string, word: string) => {
    const value: unknown = search[key as keyof OrderSearch];
    return key === "terms" || (Array.isArray(value) ? value.includes(word) : value !== undefined);
  };
  return told.flatMap(({ key, word }) => (key === "ignored" ? word : isKnown(key, word) ? [] : `${key}=${word}`));
}

/** Keeps what is understood, so that any address opens a working screen, and tells the rest as `ignored`. */
export function parseOrderSearch(raw: Record<string, unknown>): OrderSearch {
  const search: OrderSearch = {};
  const put = <Key extends keyof OrderSearch>(key: Key, value: OrderSearch[Key] | undefined) => {
    if (value !== undefined) search[key] = value;
  };
  put("stage", words(STAGES, raw["stage"]));
  put("lane", wordOf(LANES, raw["lane"]));
  put("flag", words(FLAGS, raw["flag"]));
  for (const key of WORDS) put(key, many(raw[key]));
  for (const key of NUMBERS) put(key, matching(NUMBER, raw[key]));
  for (const key of TEXT_FILTERS) put(key, one(raw[key]));
  for (const key of ["amount_from", "amount_to"] as const) put(key, one(matching(YUAN, raw[key])));
  for (const key of ["from", "to"] as const) put(key, dayOf(raw[key]));
  put("seller_flag", words(SELLER_FLAGS, raw["seller_flag"]));
  put("has_note", wordOf(["1"], raw["has_note"]));
  put("presale", wordOf(["1"], raw["presale"]));
  put("date", wordOf(DATES, raw["date"]));
  put("terms", many(many(raw["terms"])?.flatMap((term) => term.split(","))));
  put("sort", one(raw["sort"]));
  put("open", one(raw["open"]));
  put("pane", wordOf(DRAWER_TABS, raw["pane"]));
  put("as_of", one(raw["as_of"]));
  for (const [key, value] of Object.entries(raw)) {
    if (key.startsWith("attr.")) put(key as `attr.${string}`, one(value));
  }
  put("ignored", many([...new Set(ignoredIn(raw, search))]));
  return search;
}

const NAMES = ["placed_at", "ship_by", "total", "modified_at"] as const;
const SORTS = NAMES.flatMap((name) => [name, `-${name}` as const]);
const NOT_FILTERS = new Set(["sort", "open", "pane", "as_of", "terms", "stage", "ignored"]);

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

const TEXTS = ["q", "phone", "last4", "sku", "buyer"] as const;
const LISTS = ["stage", "lane", "flag", "channel", "tag", "without_tag", "seller_flag", "province"] as const;

/** Without the keys that hold nothing, so that equal filters make equal queries. */
function kept<Part extends object>(part: Part): Part {
  const entries = Object.entries(part) as [string, unknown][];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Part;
}

/** The filter in the hub's words: UTC instants, minor units. */
export function hubFilter(search: OrderSearch): OrderFilterQuery {
  const same = Object.fromEntries([...TEXTS, ...LISTS].map((key) => [key, search[key]]));
  const attributes = Object.entries(search).filter(([key]) => key.startsWith("attr."));
  return kept({
    ...same,
    ...Object.fromEntries(attributes),
    shop_id: search.shop_id?.map(Number),
    priority: search.priority?.map(Number),
    has_note: search.has_note ? true : undefined,
    presale: search.presale ? true : undefined,
    from: search.from ? dayStart(search.from) : undefined,
    to: search.to ? dayStart(search.to, 1) : undefined,
    date: search.from || search.to ? (search.date ?? "placed") : undefined,
    amount_from: minor(search.amount_from),
    amount_to: minor(search.amount_to),
  });
}

/** The list's query: filter and order; the drawer does not change it. */
export function hubQuery(search: OrderSearch): OrderQuery {
  const sort = SORTS.find((known) => known === search.sort);
  return { ...hubFilter(search), ...(sort && { sort }) };
}
