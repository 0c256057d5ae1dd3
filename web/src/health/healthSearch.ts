/** State of the connections screen as the address holds it. */
import { WINDOWS, type Window } from "@/api/health";
import { one, wordOf } from "@/app/search";
import { WHOSE, type Whose } from "@/health/owner";

export const PANES = ["board", "charts", "comparison", "errors", "dependencies", "changes"] as const;
export type Pane = (typeof PANES)[number];

export interface HealthSearch {
  pane?: Pane;
  window?: Window;
  whose?: Whose;
  /** The connection in the side panel: a shop's id or a peer, its API, and who calls whom. */
  of?: string;
  method?: string;
  direction?: string;
  /** The change request in the side panel. */
  change?: string;
}

export function parseHealthSearch(raw: Record<string, unknown>): HealthSearch {
  const search: HealthSearch = {};
  const pane = wordOf(PANES, raw["pane"]);
  const window = wordOf(WINDOWS, raw["window"]);
  if (pane) search.pane = pane;
  const whose = wordOf(WHOSE, raw["whose"]);
  if (window) search.window = window;
  if (whose) search.whose = whose;
  for (const key of ["of", "method", "direction", "change"] as const) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  return search;
}
