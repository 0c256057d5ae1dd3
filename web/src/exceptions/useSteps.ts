/** Steps for one exception or many: what was done is said, what was refused stays with its reason. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Asked, type StepResult, act } from "@/api/exceptions";
import { useWrite } from "@/ui/useWrite";

export interface Steps {
  run(asked: Asked): void;
  isRunning: boolean;
  refused: readonly StepResult[];
  forget(): void;
}

export function useSteps(onDone: () => void): Steps {
  const { t } = useTranslation("exceptions");
  const [refused, setRefused] = useState<readonly StepResult[]>([]);
  const write = useWrite({
    run: act,
    done: (results, { step }) => {
      const done = results.filter((row) => row.ok).length;
      return done > 0 ? t("done", { step: t(`step.${step}`), count: done }) : "";
    },
    touches: [["exceptions"], ["orders"]],
    after: (results) => {
      setRefused(results.filter((row) => !row.ok));
      onDone();
    },
  });
  return { run: write.mutate, isRunning: write.isPending, refused, forget: () => setRefused([]) };
}
