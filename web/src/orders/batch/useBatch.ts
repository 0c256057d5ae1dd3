/** The course of one batch: asked, tried, run, perhaps retried or undone. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { BatchAction, BatchArgs } from "@/api/types";
import { ASKING } from "@/orders/batch/actions";
import { type BatchOutcome, type BatchTarget, NOTHING, runAll, targetSize, undoAll } from "@/orders/batch/batchRun";

type Step = "asking" | "trying" | "tried" | "running" | "done" | "undone" | "failed";

export interface Batch {
  step: Step;
  outcome: BatchOutcome;
  problem: unknown;
  /** Orders seen so far, and how many there are. */
  seen: number;
  size: number;
  isChanged: boolean;
  answer(args: BatchArgs): void;
  go(): void;
  retry(): void;
  undo(): void;
}

export function useBatch(action: BatchAction, target: BatchTarget): Batch {
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>(ASKING.has(action) ? "asking" : "trying");
  const [args, setArgs] = useState<BatchArgs>({});
  const [aim, setAim] = useState<BatchTarget>(target);
  const [outcome, setOutcome] = useState<BatchOutcome>(NOTHING);
  const [problem, setProblem] = useState<unknown>(null);
  const [isChanged, setChanged] = useState(false);

  const follow = useCallback(
    async (work: () => Promise<BatchOutcome>, end: Step) => {
      try {
        setOutcome(await work());
        setStep(end);
      } catch (refusal) {
        setProblem(refusal);
        setStep("failed");
      }
      if (end === "tried") return;
      setChanged(true);
      void queries.invalidateQueries({ queryKey: ["orders", "counts"] });
    },
    [queries],
  );
  const tryOut = useCallback(
    (given: BatchArgs) =>
      void follow(() => runAll({ action, args: given, target, isDry: true, onProgress: setOutcome }), "tried"),
    [follow, action, target],
  );
  useEffect(() => {
    // The trial is a request that starts by itself, once, when there is nothing to ask.
    // oxlint-disable-next-line react/set-state-in-effect
    if (!ASKING.has(action)) tryOut({});
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const run = (over: BatchTarget) => {
    setAim(over);
    setOutcome(NOTHING);
    setStep("running");
    void follow(() => runAll({ action, args, target: over, isDry: false, onProgress: setOutcome }), "done");
  };
  const seen = outcome.done.length + outcome.refused.length;
  return {
    step,
    outcome,
    problem,
    seen,
    size: targetSize(aim) ?? seen,
    isChanged,
    answer: (given) => {
      setArgs(given);
      setStep("trying");
      tryOut(given);
    },
    go: () => run(aim),
    retry: () => run({ numbers: outcome.refused.map((row) => row.number) }),
    undo: () => {
      setStep("running");
      void follow(() => undoAll(outcome.ids), "undone");
    },
  };
}
