/** A rule set while it is edited: pure steps from one draft to the next. */
import type { RuleDraft, RuleSet } from "@/api/rules";

export type Gift = NonNullable<RuleDraft["gift"]>;
export const NO_GIFT: Gift = { sku: "", title: "", units: 1, first: 0, short: "wait" };

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

/** What most shops begin with: a gift for who spends enough; its SKU is still to be chosen. */
export function newGiftRule(rules: readonly RuleDraft[]): RuleDraft {
  return {
    ...newRule(rules),
    name_zh: "满 199 元送赠品",
    name_en: "Gift from 199.00 on",
    when: "order.total >= 199.0",
    gift: NO_GIFT,
  };
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
