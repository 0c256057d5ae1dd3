/** What a person may mean by what they typed into the one search box. */
import type { OrderSearch } from "@/orders/orderSearch";

type SearchKind = "q" | "phone" | "last4" | "sku" | "buyer" | "terms";

export interface Guess {
  kind: SearchKind;
  text: string;
  terms: string[];
}

const SEPARATORS = /[\s,;,;、]+/u;

/** The single terms of a pasted text, in order, each once. */
export function splitTerms(text: string): string[] {
  return [...new Set(text.split(SEPARATORS).filter(Boolean))];
}

/** True for a list of numbers, not for a phrase with spaces. */
function isPastedList(text: string, terms: readonly string[]): boolean {
  return terms.length > 1 && (/[\n\r,;,;、\t]/u.test(text) || terms.every((term) => /^[\w-]{6,}$/u.test(term)));
}

/** Likely meanings, the most likely first; Enter takes the first. */
export function guesses(typed: string): Guess[] {
  const text = typed.trim();
  if (!text) return [];
  const terms = splitTerms(typed);
  if (isPastedList(typed, terms)) return [{ kind: "terms", text, terms }];
  const make = (kind: SearchKind): Guess => ({ kind, text, terms: [] });
  if (/^1\d{10}$/u.test(text)) return [make("phone"), make("q")];
  if (/^\d{4}$/u.test(text)) return [make("last4"), make("q"), make("sku")];
  if (/^(ORD-|\d{6,})/iu.test(text)) return [make("q"), make("sku")];
  if (/[\u4e00-\u9fff]/u.test(text)) return [make("q"), make("buyer")];
  return [make("q"), make("sku"), make("buyer")];
}

/** The address after taking `guess`: one search at a time, other filters stay. */
export function searchFor(guess: Guess | null): Partial<OrderSearch> {
  const none = { q: undefined, phone: undefined, last4: undefined, sku: undefined, buyer: undefined, terms: undefined };
  if (!guess) return none;
  return guess.kind === "terms" ? { ...none, terms: guess.terms } : { ...none, [guess.kind]: guess.text };
}

/** What the box shows for the address. */
export function typedFor(search: OrderSearch): string {
  return search.q ?? search.phone ?? search.last4 ?? search.sku ?? search.buyer ?? "";
}
