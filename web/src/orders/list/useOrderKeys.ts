/** The keyboard of the order centre. */
import { type RefObject, useCallback } from "react";
import type { OrderRow, Stage } from "@/api/types";
import { useOrderActions } from "@/orders/batch/OrderActions";
import type { OrderList } from "@/orders/list/useOrderList";
import type { OrderSearch } from "@/orders/orderSearch";
import { STAGES } from "@/orders/words";
import type { Selection } from "@/ui/selection";
import { useKeys } from "@/ui/useKeys";

interface OrderKeys {
  list: OrderList;
  selection: Selection;
  search: OrderSearch;
  focused: string | null;
  opened: string | undefined;
  box: RefObject<HTMLInputElement | null>;
  setFocused(number: string | null): void;
  open(number: string | undefined): void;
  move(step: 1 | -1): void;
  onStage(change: Partial<OrderSearch>): void;
}

export function useOrderKeys(keys: OrderKeys): void {
  const { list, selection, focused, opened, setFocused, open, move } = keys;
  const actions = useOrderActions();
  const rows = list.rows;
  const current = opened ?? focused;

  const step = (by: 1 | -1) => {
    if (opened) return move(by);
    const at = rows.findIndex((row) => row.number === focused);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) setFocused(next.number);
  };
  const onRow = (act: (row: OrderRow) => void) => () => {
    const row = rows.find(({ number }) => number === current);
    if (row) act(row);
  };
  const leave = useCallback(() => {
    if (opened) open(undefined);
    else if (selection.keys.size > 0) selection.clear();
    else setFocused(null);
  }, [opened, open, selection, setFocused]);
  const stageBy = (by: 1 | -1) => {
    const order: (Stage | undefined)[] = [undefined, ...STAGES];
    const at = order.indexOf(keys.search.stage?.[0]);
    const next = order[(at + by + order.length) % order.length];
    keys.onStage({ stage: next ? [next] : undefined });
  };
  const select = (event: KeyboardEvent) => {
    if (current) selection.toggle(current, event.shiftKey);
  };
  const review = onRow((row) => {
    if (actions.may("review")) actions.act(row.stage === "to_ship" ? "unreview" : "review", row);
  });

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => opened && move(1),
    ArrowLeft: () => opened && move(-1),
    x: select,
    X: select,
    Space: select,
    A: () => selection.toggleAll(),
    Enter: () => current && open(current),
    Escape: leave,
    "/": () => {
      keys.box.current?.focus();
      keys.box.current?.select();
    },
    r: review,
    h: onRow((row) => {
      if (actions.may("hold")) actions.act(row.flags.includes("held") ? "release" : "hold", row);
    }),
    n: onRow((row) => {
      if (actions.may("note")) actions.act("note", row);
    }),
    t: onRow((row) => {
      if (actions.may("add_tag")) actions.act("add_tag", row);
    }),
    "[": () => stageBy(-1),
    "]": () => stageBy(1),
  });
}
