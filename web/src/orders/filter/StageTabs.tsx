/** The stages as tabs with exact counts; with ⌘ or Ctrl several at once. */
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { OrderCounts, Stage } from "@/api/types";
import styles from "@/orders/filter/StageTabs.module.css";
import { STAGES } from "@/orders/words";
import { count } from "@/ui/money";

interface StageTabsProps {
  chosen: readonly Stage[];
  counts: OrderCounts | undefined;
  onChoose(stages: Stage[] | undefined): void;
}

export function StageTabs({ chosen, counts, onChoose }: StageTabsProps) {
  const { t } = useTranslation("orders");
  const total = counts && Object.values(counts.stages).reduce((sum, n) => sum + n, 0);
  const choose = (stage: Stage) => (event: MouseEvent) => {
    if (!event.metaKey && !event.ctrlKey) return onChoose([stage]);
    const next = chosen.includes(stage) ? chosen.filter((one) => one !== stage) : [...chosen, stage];
    return onChoose(next.length > 0 ? next : undefined);
  };
  return (
    <div className={styles["tabs"]} role="group" aria-label={t("stages")}>
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => onChoose(undefined)}>
        {t("allStages")}
        <span>{count(total)}</span>
      </button>
      {STAGES.map((stage) => {
        const n = counts ? (counts.stages[stage] ?? 0) : null;
        return (
          <button
            key={stage}
            type="button"
            aria-pressed={chosen.includes(stage)}
            data-stage={stage}
            data-alert={stage === "unknown" && (n ?? 0) > 0}
            data-zero={n === 0}
            title={t("manyStages")}
            onClick={choose(stage)}
          >
            {t(`stage.${stage}`)}
            <span>{count(n)}</span>
          </button>
        );
      })}
    </div>
  );
}
