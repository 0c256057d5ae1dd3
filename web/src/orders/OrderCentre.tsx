/** The order centre: stages, filters, list, batch bar, drawer. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useCallback, useEffect, useRef, useState } from "react";
import { orderCountsQuery } from "@/api/orders";
import { useLive } from "@/live/LiveProvider";
import { useFresh } from "@/live/useFresh";
import { BatchBar } from "@/orders/batch/BatchBar";
import { OrderActionsProvider } from "@/orders/batch/OrderActions";
import { FilterBar } from "@/orders/filter/FilterBar";
import { FilterChips } from "@/orders/filter/FilterChips";
import { StageTabs } from "@/orders/filter/StageTabs";
import styles from "@/orders/OrderCentre.module.css";
import { OrderTable } from "@/orders/list/OrderTable";
import { useOrderKeys } from "@/orders/list/useOrderKeys";
import { useOrderList } from "@/orders/list/useOrderList";
import { type OrderSearch, hubFilter } from "@/orders/orderSearch";
import { ViewTools } from "@/orders/views/ViewTools";
import { useSelection } from "@/ui/selection";

const OrderDrawer = lazy(() => import("@/orders/drawer/OrderDrawer"));
const SaveViewDialog = lazy(() => import("@/orders/views/SaveViewDialog"));

export function OrderCentre() {
  return (
    <OrderActionsProvider>
      <Centre />
    </OrderActionsProvider>
  );
}

function Centre() {
  const search = useSearch({ from: "/hub/orders" });
  const navigate = useNavigate({ from: "/orders" });
  const queries = useQueryClient();
  const counts = useQuery(orderCountsQuery((search.shop_id ?? []).map(Number))).data;
  const box = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const resting = useRef(true);
  const isAtRest = useCallback(() => {
    const scroller = frame.current?.querySelector("section[data-density]");
    return resting.current && (scroller?.scrollTop ?? 0) < 4;
  }, []);
  const list = useOrderList(search, isAtRest);
  const numbers = list.rows.map((row) => row.number);
  const selection = useSelection(numbers);
  useEffect(() => {
    resting.current = selection.keys.size === 0 && !search.open && !focused;
  });

  useFresh(["orders", "counts"], ["orders", "counts"], 1200);
  useLive(["orders"], (events) => {
    const isMine = events.some((event) => !event.numbers || (search.open && event.numbers.includes(search.open)));
    if (search.open && isMine) void queries.invalidateQueries({ queryKey: ["orders", "one", search.open, "now"] });
  });

  const change = useCallback(
    (next: Partial<OrderSearch>, isStep = false) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: isStep }),
    [navigate],
  );
  const filter = useCallback(
    (next: Partial<OrderSearch>) => {
      selection.clear();
      setFocused(null);
      change(next);
    },
    [change, selection],
  );
  const open = useCallback(
    (number: string | undefined) => {
      if (number) setFocused(number);
      change({ open: number, as_of: undefined, ...(number ? {} : { pane: undefined }) }, Boolean(search.open));
    },
    [change, search.open],
  );
  const move = (step: 1 | -1) => {
    const next = numbers[numbers.indexOf(search.open ?? focused ?? "") + step];
    if (next) open(next);
  };
  useOrderKeys({ list, selection, focused, setFocused, opened: search.open, open, move, box, onStage: filter, search });

  const at = search.open ? numbers.indexOf(search.open) : -1;
  return (
    <div className={styles["centre"]} ref={frame}>
      <div className={styles["head"]}>
        <h1 className="visually-hidden">OrderHub</h1>
        <StageTabs chosen={search.stage ?? []} counts={counts} onChoose={(stage) => filter({ stage })} />
        <ViewTools search={search} onSave={() => setSaving(true)} />
      </div>
      <FilterBar search={search} counts={counts} onSearch={filter} box={box} />
      <FilterChips search={search} notFound={list.notFound} onSearch={filter} onSave={() => setSaving(true)} />
      <div className={styles["body"]}>
        <div className={styles["list"]}>
          <OrderTable
            list={list}
            search={search}
            selection={selection}
            focused={focused}
            onOpen={open}
            onSort={(sort) => filter({ sort })}
            onSearch={filter}
          />
          <BatchBar
            selection={selection}
            rows={list.rows}
            canTakeAll={list.hasMore && !search.terms}
            filter={hubFilter(search)}
            onDone={list.reload}
          />
        </div>
        <Suspense>
          {search.open && (
            <OrderDrawer
              number={search.open}
              pane={search.pane ?? "overview"}
              asOf={search.as_of}
              position={at >= 0 ? { at, of: numbers.length } : null}
              onPane={(pane) => change({ pane }, true)}
              onAsOf={(as_of) => change({ as_of }, true)}
              onMove={move}
              onClose={() => open(undefined)}
            />
          )}
        </Suspense>
      </div>
      <Suspense>{isSaving && <SaveViewDialog search={search} onClose={() => setSaving(false)} />}</Suspense>
    </div>
  );
}
