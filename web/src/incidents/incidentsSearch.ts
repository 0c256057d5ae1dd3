/** State of the incidents screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const INCIDENT_LISTS = ["current", "resolved"] as const;
export type IncidentList = (typeof INCIDENT_LISTS)[number];

export interface IncidentsSearch {
  state?: IncidentList;
  incident?: string;
}

export function parseIncidentsSearch(raw: Record<string, unknown>): IncidentsSearch {
  const search: IncidentsSearch = {};
  const state = wordOf(INCIDENT_LISTS, raw["state"]);
  const incident = one(raw["incident"]);
  if (state) search.state = state;
  if (incident) search.incident = incident;
  return search;
}
