/** State of the quarantine screen as the address holds it. */
import type { QuarantineState } from "@/api/quarantine";
import { one, wordOf } from "@/app/search";

/** `dead`: not of the quarantine, but of the machinery. */
export type QuarantinePane = QuarantineState | "dead";
export const QUARANTINE_PANES: readonly QuarantinePane[] = ["open", "replayed", "dismissed", "dead"];

export interface QuarantineSearch {
  shop_id?: string;
  reason?: string;
  state?: QuarantinePane;
  entry?: string;
}

export function parseQuarantineSearch(raw: Record<string, unknown>): QuarantineSearch {
  const search: QuarantineSearch = {};
  const state = wordOf(QUARANTINE_PANES, raw["state"]);
  for (const key of ["shop_id", "reason", "entry"] as const) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  if (state) search.state = state;
  return search;
}
