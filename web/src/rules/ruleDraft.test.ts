import { describe, expect, it } from "vitest";
import type { RuleSet } from "@/api/rules";
import { draftOf, isChanged, moved, newGiftRule, newRule } from "@/rules/ruleDraft";

const rule = (key: string) => ({
  key,
  name_zh: key,
  name_en: key,
  when: "true",
  tag: null,
  priority: 0,
  review: null,
  enabled: true,
  error: null,
  failures: 3,
});
const SET = { id: 1, key: "tags", name_zh: "", name_en: "", version: 4, enabled: true, rules: [rule("a"), rule("b")] } as RuleSet;

describe("a rule set being edited", () => {
  it("is unchanged as it was read, and changed when a rule moves", () => {
    const draft = draftOf(SET);
    expect(isChanged(SET, draft)).toBe(false);
    expect(isChanged(SET, { ...draft, rules: moved(draft.rules, 0, 1) })).toBe(true);
  });

  it("sends nothing the hub only tells", () => {
    expect(draftOf(SET).rules[0]).not.toHaveProperty("failures");
  });

  it("keeps its order when a rule is pushed over the edge", () => {
    const { rules } = draftOf(SET);
    expect(moved(rules, 0, -1).map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("names a new rule by a key nobody has", () => {
    const { rules } = draftOf(SET);
    const third = newRule(rules);
    expect(newRule([...rules, third]).key).not.toBe(third.key);
  });

  it("offers a gift rule that lacks its SKU only", () => {
    const { rules } = draftOf(SET);
    const offered = newGiftRule(rules);
    expect(offered.gift).toMatchObject({ sku: "", units: 1, short: "wait" });
    expect(rules.map(({ key }) => key)).not.toContain(offered.key);
  });
});
