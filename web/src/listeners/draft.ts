/** A listener while it is edited. */
import type { Action, ActionKind, EventKind, Listener, Spec } from "@/api/listeners";

export const EVENTS: readonly EventKind[] = [
  "order_received",
  "order_changed",
  "address_changed",
  "exception_raised",
  "exception_cleared",
  "exception_escalated",
];
export const ACTIONS: readonly ActionKind[] = ["notify", "webhook", "tag", "untag", "hold", "release", "note"];

export function newAction(kind: ActionKind): Action {
  return { kind, people: [], endpoints: [], severity: "warning", tag: "", text: "" };
}

export function newSpec(name: string): Spec {
  return {
    name,
    events: ["order_changed"],
    from_stages: [],
    to_stages: [],
    shops: [],
    when: "order.total >= 500",
    actions: [newAction("tag")],
    debounce_minutes: 60,
    runs_per_hour: 100,
  };
}

export function specOf(listener: Listener): Spec {
  const { spec } = listener;
  return {
    ...newSpec(spec.name),
    ...spec,
    actions: (spec.actions ?? []).map((action) => ({ ...newAction(action.kind), ...action })),
  };
}

export function isSame(one: Spec, other: Spec): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
