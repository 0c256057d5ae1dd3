/** State of the users and keys screen as the address holds it. */
import { wordOf } from "@/app/search";

export const PEOPLE_TABS = ["users", "keys"] as const;
export type PeopleTab = (typeof PEOPLE_TABS)[number];

export interface PeopleSearch {
  tab?: PeopleTab;
}

export function parsePeopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const tab = wordOf(PEOPLE_TABS, raw["tab"]);
  return tab ? { tab } : {};
}
