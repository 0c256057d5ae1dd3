/** State of the rules screen as the address holds it. */
import { one, wordOf } from "@/app/search";

export const RULE_PANES = ["trial", "variables", "tags", "versions"] as const;
export type RulePane = (typeof RULE_PANES)[number];

export interface RulesSearch {
  set?: string;
  pane?: RulePane;
}

export function parseRulesSearch(raw: Record<string, unknown>): RulesSearch {
  const search: RulesSearch = {};
  const set = one(raw["set"]);
  const pane = wordOf(RULE_PANES, raw["pane"]);
  if (set) search.set = set;
  if (pane) search.pane = pane;
  return search;
}
