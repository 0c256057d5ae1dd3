/** The run that is on, or the last one: its phases and seconds, then the verdict figure by figure. */
import { useTranslation } from "react-i18next";
import type { DrillRun, Phase } from "@/api/drills";
import styles from "@/drills/Drills.module.css";
import { VerdictTable } from "@/drills/VerdictTable";
import { useDrillWords } from "@/drills/useDrillWords";
import { Badge } from "@/ui/Badge";
import { Notice } from "@/ui/Notice";
import { SidePanel } from "@/ui/Screen";
import { When } from "@/ui/Time";
import { lasting } from "@/ui/time";

const STEPS = ["setting_up", "calm", "broken", "noticed", "catching_up"] as const;
const STEP_OF: Record<Phase, (typeof STEPS)[number]> = {
  setting_up: "setting_up",
  past: "setting_up",
  calm: "calm",
  broken: "broken",
  noticed: "noticed",
  unnoticed: "noticed",
  catching_up: "catching_up",
};

interface RunPanelProps {
  run: DrillRun | null;
  /** Whether the drill has a cause that must be noticed. */
  noticing: boolean;
}

export function RunPanel({ run, noticing }: RunPanelProps) {
  const { t } = useTranslation("drills");
  const { title } = useDrillWords();
  const heading = run ? title(run.drill) : t("panel");
  return (
    <SidePanel label={t("panel")} title={heading} actions={run && <Outcome run={run} />} width={560} stays>
      {run ? (
        <>
          <p className={styles["when"]} role="status">
            {t(`took.${run.state}`, { lasting: lasting(run.seconds) })} <When at={run.begun_at} />
          </p>
          {run.state === "running" && <Steps phase={run.phase} noticing={noticing} />}
          {run.verdict && <VerdictTable verdict={run.verdict} />}
          {run.state === "failed" && (
            <Notice tone="bad" title={t("failed.title")} text={t("failed.next")} detail={run.error} />
          )}
        </>
      ) : (
        <Notice title={t("none.title")} text={t("none.next")} />
      )}
    </SidePanel>
  );
}

function Outcome({ run }: { run: DrillRun }) {
  const { t } = useTranslation("drills");
  if (run.state === "running") return <Badge tone="info">{t("running")}</Badge>;
  if (!run.verdict) return <Badge tone="bad">{t("outcome.failed")}</Badge>;
  return run.verdict.ok ? <Badge tone="ok">{t("outcome.ok")}</Badge> : <Badge tone="bad">{t("outcome.bad")}</Badge>;
}

function Steps({ phase, noticing }: { phase: Phase | null; noticing: boolean }) {
  const { t } = useTranslation("drills");
  const steps = STEPS.filter((step) => noticing || step !== "noticed");
  const at = phase ? steps.indexOf(STEP_OF[phase]) : 0;
  const words = (step: Phase) => t(`phase.${!noticing && step === "broken" ? "struck" : step}`);
  return (
    <ol className={styles["steps"]}>
      {steps.map((step, index) => (
        <li key={step} data-state={index < at ? "done" : index === at ? "on" : "later"} aria-current={index === at ? "step" : undefined}>
          <i aria-hidden="true">{index < at ? "✓" : index + 1}</i>
          {words(index === at && phase ? phase : step)}
        </li>
      ))}
    </ol>
  );
}
