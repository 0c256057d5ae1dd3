/** The bar that appears with a selection: how many, what to do, and how it went. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BatchAction, OrderFilterQuery, OrderRow } from "@/api/types";
import { type BatchTarget, targetSize } from "@/orders/batch/batchRun";
import styles from "@/orders/batch/BatchBar.module.css";
import { useOrderActions } from "@/orders/batch/OrderActions";
import { DropMenu } from "@/ui/DropMenu";
import type { Selection } from "@/ui/selection";

const BatchPanel = lazy(() => import("@/orders/batch/BatchPanel"));

const MAIN = ["review", "hold", "add_tag", "note"] as const satisfies readonly BatchAction[];
const MORE = ["unreview", "release", "remove_tag", "set_priority", "set_flag", "mark_exception", "clear_exception", "presale_hold", "presale_release", "give_gift", "take_gift"] as const satisfies readonly BatchAction[];

interface BatchBarProps {
  selection: Selection;
  rows: readonly OrderRow[];
  /** More orders match the filter than are loaded. */
  canTakeAll: boolean;
  filter: OrderFilterQuery;
  onDone(): void;
}

export function BatchBar({ selection, rows, canTakeAll, filter, onDone }: BatchBarProps) {
  const { t } = useTranslation(["orders", "common"]);
  const actions = useOrderActions();
  const [takesAll, setTakesAll] = useState(false);
  const [running, setRunning] = useState<{ action: BatchAction; target: BatchTarget } | null>(null);
  const n = selection.keys.size;
  if (n === 0 && !running) return null;

  const target: BatchTarget = takesAll
    ? { filter }
    : { numbers: rows.map((row) => row.number).filter((number) => selection.has(number)) };
  const start = (action: BatchAction) => setRunning({ action, target });
  const more = MORE.filter((action) => actions.may(action));
  return (
    <div className={styles["bar"]} role="region" aria-label={t("batch.label")}>
      {running ? (
        <Suspense>
          <BatchPanel
            action={running.action}
            target={running.target}
            onClose={(isChanged) => {
              setRunning(null);
              if (!isChanged) return;
              selection.clear();
              setTakesAll(false);
              onDone();
            }}
          />
        </Suspense>
      ) : (
        <div className={styles["choose"]}>
          <b>{takesAll ? t("batch.all") : t("batch.selected", { count: targetSize(target) ?? 0 })}</b>
          {canTakeAll && selection.extent === "all" && (
            <Button size="small" type="link" onClick={() => setTakesAll(!takesAll)}>
              {t(takesAll ? "batch.onlyLoaded" : "batch.takeAll")}
            </Button>
          )}
          <span className={styles["gap"]} />
          {MAIN.filter((action) => actions.may(action)).map((action) => (
            <Button key={action} type={action === "review" ? "primary" : "default"} onClick={() => start(action)}>
              {t(`action.${action}`)}
            </Button>
          ))}
          {more.length > 0 && (
            <DropMenu
              placement="topRight"
              menu={{
                items: more.map((action) => ({ key: action, label: t(`action.${action}`) })),
                onClick: ({ key }) => start(key as BatchAction),
              }}
            >
              <Button>{t("action.more")}</Button>
            </DropMenu>
          )}
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("batch.clear")}
            title={t("batch.clear")}
            onClick={() => {
              selection.clear();
              setTakesAll(false);
            }}
          />
        </div>
      )}
    </div>
  );
}
