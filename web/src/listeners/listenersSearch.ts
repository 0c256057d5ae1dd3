/** State of the listeners' screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const LISTENER_PANES = ["trial", "runs", "versions"] as const;
export type ListenerPane = (typeof LISTENER_PANES)[number];
export const NEW = "new";

export interface ListenersSearch {
  open?: string;
  pane?: ListenerPane;
}

export function parseListenersSearch(raw: Record<string, unknown>): ListenersSearch {
  const search: ListenersSearch = {};
  const open = one(raw["open"]);
  const pane = wordOf(LISTENER_PANES, raw["pane"]);
  if (open) search.open = open;
  if (pane) search.pane = pane;
  return search;
}
