/** The rules in their order; the first match of each kind decides. */
import { useTranslation } from "react-i18next";
import type { Fault, RuleDraft, RuleSet } from "@/api/rules";
import { RuleCard } from "@/rules/RuleCard";
import { moved } from "@/rules/ruleDraft";
import { Notice } from "@/ui/Notice";

interface RuleCardsProps {
  set: RuleSet;
  rules: readonly RuleDraft[];
  faults: readonly Fault[];
  isLocked: boolean;
  onChange(rules: RuleDraft[]): void;
}

export function RuleCards({ set, rules, faults, isLocked, onChange }: RuleCardsProps) {
  const { t } = useTranslation("rules");
  if (rules.length === 0) return <Notice title={t("empty.title")} text={t("empty.next")} />;
  return rules.map((rule, at) => {
    const published = set.rules.find((one) => one.key === rule.key);
    return (
      <RuleCard
        key={rule.key}
        rule={rule}
        position={{ at, of: rules.length }}
        faults={faults.filter((fault) => fault.rule === rule.key)}
        failures={published?.failures ?? 0}
        isLocked={isLocked}
        onChange={(change) => onChange(rules.map((one, index) => (index === at ? { ...one, ...change } : one)))}
        onMove={(to) => onChange(moved(rules, at, to))}
        onRemove={() => onChange(rules.filter((_rule, index) => index !== at))}
      />
    );
  });
}
