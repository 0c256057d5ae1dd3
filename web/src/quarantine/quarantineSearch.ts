/** State of the quarantine screen as the address holds it. */
import type { QuarantineState } from "@/api/quarantine";
import { one, wordOf } from "@/app/search";

export const QUARANTINE_STATES: readonly QuarantineState[] = ["open", "replayed", "dismissed"];

export interface QuarantineSearch {
  shop_id?: string;
  reason?: string;
  state?: QuarantineState;
  entry?: string;
}

export function parseQuarantineSearch(raw: Record<string, unknown>): QuarantineSearch {
  const search: QuarantineSearch = {};
  const state = wordOf(QUARANTINE_STATES, raw["state"]);
  for (const key of ["shop_id", "reason", "entry"] as const) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  if (state) search.state = state;
  return search;
}
