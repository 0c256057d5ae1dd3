/** One batch from trial to result: what would happen, progress, who was refused and why, retry, undo. */
import { Button, Progress } from "antd";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import type { BatchAction } from "@/api/types";
import styles from "@/orders/batch/BatchBar.module.css";
import { type BatchTarget, targetSize } from "@/orders/batch/batchRun";
import { Refusals } from "@/orders/batch/Refusals";
import { type Batch, useBatch } from "@/orders/batch/useBatch";
import { explain } from "@/ui/explain";

const ActionDialog = lazy(() => import("@/orders/batch/ActionDialog"));

interface BatchPanelProps {
  action: BatchAction;
  target: BatchTarget;
  onClose(isChanged: boolean): void;
}

export default function BatchPanel({ action, target, onClose }: BatchPanelProps) {
  const batch = useBatch(action, target);
  const { step, outcome } = batch;
  return (
    <div className={styles["panel"]} role="status">
      <div className={styles["line"]}>
        <Where batch={batch} action={action} />
        <span className={styles["gap"]} />
        <Next batch={batch} action={action} onClose={onClose} />
      </div>
      {outcome.refused.length > 0 && step !== "running" && <Refusals refused={outcome.refused} />}
      <Suspense>
        {step === "asking" && (
          <ActionDialog
            action={action}
            n={targetSize(target) ?? 0}
            onCancel={() => onClose(false)}
            onArgs={batch.answer}
          />
        )}
      </Suspense>
    </div>
  );
}

function Where({ batch, action }: { batch: Batch; action: BatchAction }) {
  const { t } = useTranslation("orders");
  const { step, outcome, seen, size } = batch;
  const words = { action: t(`action.${action}`), count: outcome.done.length, refused: outcome.refused.length };
  if (step === "trying") return <span>{t("batch.trying")}</span>;
  if (step === "tried") return <b>{t("batch.would", words)}</b>;
  if (step === "done") return <b>{t("batch.done", words)}</b>;
  if (step === "undone") return <b>{t("batch.undoneMany", { count: outcome.done.length })}</b>;
  if (step === "failed") return <span className={styles["bad"]}>{explain(batch.problem)}</span>;
  if (step === "asking") return null;
  return (
    <>
      <span>{t("batch.running", { action: words.action, n: seen, of: size })}</span>
      <Progress
        percent={size ? Math.round((seen / size) * 100) : 0}
        size="small"
        style={{ maxWidth: 280 }}
        aria-label={words.action}
      />
    </>
  );
}

function Next({ batch, action, onClose }: { batch: Batch; action: BatchAction; onClose(isChanged: boolean): void }) {
  const { t } = useTranslation(["orders", "common"]);
  const { step, outcome } = batch;
  const done = outcome.done.length;
  if (step === "running") return null;
  return (
    <>
      {step === "tried" && (
        <Button type="primary" disabled={done === 0} onClick={batch.go}>
          {t("batch.go", { action: t(`action.${action}`), count: done })}
        </Button>
      )}
      {step === "done" && outcome.refused.length > 0 && <Button onClick={batch.retry}>{t("batch.retry")}</Button>}
      {step === "done" && done > 0 && outcome.undoableUntil && (
        <Button onClick={batch.undo}>{t("common:action.undo")}</Button>
      )}
      <Button onClick={() => onClose(batch.isChanged)}>
        {t(batch.isChanged ? "common:action.close" : "common:action.cancel")}
      </Button>
    </>
  );
}
