/** Actions on orders for every part of the order centre: single ones at once with undo, several through the batch panel. */
import { type ReactNode, Suspense, createContext, lazy, use, useCallback, useMemo, useState } from "react";
import { useMay } from "@/api/session";
import type { BatchAction, BatchArgs, OrderRow } from "@/api/types";
import { ASKING, PERMISSION_OF } from "@/orders/batch/actions";
import { useQuickAction } from "@/orders/batch/useQuickAction";
import { useSyncOrder } from "@/orders/batch/useSyncOrder";
import type { Remedy } from "@/orders/list/remedy";

const ActionDialog = lazy(() => import("@/orders/batch/ActionDialog"));

export interface OrderActions {
  may(action: BatchAction | Remedy): boolean;
  /** One order: asks for what is needed, runs, offers undo. */
  act(action: BatchAction, row: Pick<OrderRow, "number" | "flags" | "tags">): void;
  run(action: BatchAction, numbers: readonly string[], args?: BatchArgs): Promise<void>;
  remedy(remedy: Remedy, row: OrderRow): void;
  sync(row: Pick<OrderRow, "number" | "external_no" | "shop_id">): void;
}

const Context = createContext<OrderActions | null>(null);

export function useOrderActions(): OrderActions {
  const actions = use(Context);
  if (!actions) throw new Error("useOrderActions outside OrderActionsProvider");
  return actions;
}

export function OrderActionsProvider({ children }: { children: ReactNode }) {
  const may = useMay();
  const run = useQuickAction();
  const sync = useSyncOrder();
  const [asking, setAsking] = useState<{ action: BatchAction; number: string } | null>(null);

  const act = useCallback(
    (action: BatchAction, row: Pick<OrderRow, "number">) => {
      if (ASKING.has(action)) setAsking({ action, number: row.number });
      else void run(action, [row.number]);
    },
    [run],
  );
  const actions = useMemo<OrderActions>(
    () => ({
      may: (action) => {
        if (action === "sync") return may("sync.run");
        return may(PERMISSION_OF[action]);
      },
      act,
      run,
      sync,
      remedy: (remedy, row) => {
        if (remedy === "sync") sync(row);
        else void run(remedy, [row.number]);
      },
    }),
    [may, act, run, sync],
  );
  return (
    <Context value={actions}>
      {children}
      <Suspense>
        {asking && (
          <ActionDialog
            action={asking.action}
            n={1}
            onCancel={() => setAsking(null)}
            onArgs={(args) => {
              setAsking(null);
              void run(asking.action, [asking.number], args);
            }}
          />
        )}
      </Suspense>
    </Context>
  );
}
