/** State of the notification settings as the address holds it. */
import { wordOf } from "@/app/search";

export const PANES = ["people", "templates", "log"] as const;
export type Pane = (typeof PANES)[number];

export interface NotifySearch {
  pane?: Pane;
}

export function parseNotifySearch(raw: Record<string, unknown>): NotifySearch {
  const pane = wordOf(PANES, raw["pane"]);
  return pane ? { pane } : {};
}
