/** State of the fulfilment screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const PANES = ["packages", "merges", "tasks", "scans", "disagreements"] as const;
export type Pane = (typeof PANES)[number];

export interface FulfilmentSearch {
  pane?: Pane;
  q?: string;
  all?: "yes";
  /** The parcel whose way is shown. */
  open?: string;
}

export function parseFulfilmentSearch(raw: Record<string, unknown>): FulfilmentSearch {
  const search: FulfilmentSearch = {};
  const pane = wordOf(PANES, raw["pane"]);
  const q = one(raw["q"]);
  const all = wordOf(["yes"] as const, raw["all"]);
  if (pane) search.pane = pane;
  if (q) search.q = q;
  const open = one(raw["open"]);
  if (open) search.open = open;
  if (all) search.all = all;
  return search;
}
