/** State of the connections screen as the address holds it. */
import { WINDOWS, type Window } from "@/api/health";
import { one, wordOf } from "@/app/search";

export const PANES = ["board", "charts", "comparison", "errors", "dependencies", "changes"] as const;
export type Pane = (typeof PANES)[number];

export interface HealthSearch {
  pane?: Pane;
  window?: Window;
  /** The connection in the side panel. */
  shop?: string;
  method?: string;
  /** The change request in the side panel. */
  change?: string;
}

export function parseHealthSearch(raw: Record<string, unknown>): HealthSearch {
  const search: HealthSearch = {};
  const pane = wordOf(PANES, raw["pane"]);
  const window = wordOf(WINDOWS, raw["window"]);
  if (pane) search.pane = pane;
  if (window) search.window = window;
  for (const key of ["shop", "method", "change"] as const) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  return search;
}
