/** Beside the cards: trial on recent orders, variables, tags, versions. */
import { useTranslation } from "react-i18next";
import type { RuleDraft, RuleSet } from "@/api/rules";
import { Editions } from "@/rules/Editions";
import { RULE_PANES, type RulePane } from "@/rules/rulesSearch";
import { TagLooks } from "@/rules/TagLooks";
import { Trial } from "@/rules/Trial";
import { VariableList } from "@/rules/VariableList";
import { SidePanel } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";

interface RuleSideProps {
  set: RuleSet;
  rules: readonly RuleDraft[];
  pane: RulePane;
  isLocked: boolean;
  onPane(pane: RulePane): void;
}

export function RuleSide({ set, rules, pane, isLocked, onPane }: RuleSideProps) {
  const { t } = useTranslation("rules");
  return (
    <SidePanel label={t("side")} title={t("side")} width={440} stays>
      <Tabs
        label={t("side")}
        value={pane}
        tabs={RULE_PANES.map((key) => ({ key, title: t(`pane.${key}`) }))}
        onChange={onPane}
      />
      {pane === "trial" && <Trial rules={rules} />}
      {pane === "variables" && <VariableList />}
      {pane === "tags" && <TagLooks isLocked={isLocked} />}
      {pane === "versions" && <Editions set={set} isLocked={isLocked} />}
    </SidePanel>
  );
}
