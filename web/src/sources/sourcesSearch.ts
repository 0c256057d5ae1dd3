/** State of the sources screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const PANES = ["receipts", "mapping", "aside", "settings"] as const;
export type Pane = (typeof PANES)[number];

export interface SourcesSearch {
  source?: string | undefined;
  pane?: Pane | undefined;
  entry?: string | undefined;
}

export function parseSourcesSearch(raw: Record<string, unknown>): SourcesSearch {
  return {
    source: one(raw["source"])?.match(/^\d{1,9}$/)?.[0],
    pane: wordOf(PANES, raw["pane"]),
    entry: one(raw["entry"])?.match(/^\d{1,15}$/)?.[0],
  };
}
