/** A rule set while it is edited: pure steps from one draft to the next. */
import type { RuleDraft, RuleSet } from "@/api/rules";

export interface SetDraft {
  rules: RuleDraft[];
  enabled: boolean;
}

export function draftOf(set: RuleSet): SetDraft {
  return {
    enabled: set.enabled,
    rules: set.rules.map(({ error: _error, failures: _failures, ...rule }) => rule),
  };
}

export function isChanged(set: RuleSet, draft: SetDraft): boolean {
  return JSON.stringify(draftOf(set)) !== JSON.stringify(draft);
}

/** The rules with the one at `from` standing at `to`. */
export function moved(rules: readonly RuleDraft[], from: number, to: number): RuleDraft[] {
  const rule = rules[from];
  if (!rule || to < 0 || to >= rules.length) return [...rules];
  const rest = rules.filter((_rule, index) => index !== from);
  return [...rest.slice(0, to), rule, ...rest.slice(to)];
}

export function newRule(rules: readonly RuleDraft[]): RuleDraft {
  let nth = rules.length + 1;
  while (rules.some((rule) => rule.key === `rule_${nth}`)) nth += 1;
  return {
    key: `rule_${nth}`,
    name_zh: `规则 ${nth}`,
    name_en: `Rule ${nth}`,
    when: "order.total >= 500.0",
    tag: null,
    priority: 0,
    review: null,
    gift: null,
    enabled: true,
  };
}
