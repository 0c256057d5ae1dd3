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

type Want = "events" | "actions" | "clash" | "tag" | "text" | "people" | "endpoints";

function wantOf(action: Action): Want | null {
  switch (action.kind) {
    case "tag":
    case "untag":
      return action.tag ? null : "tag";
    case "hold":
    case "note":
      return action.text.trim() ? null : "text";
    case "notify":
      return action.people.length + action.endpoints.length > 0 ? null : "people";
    case "webhook":
      return action.endpoints.length > 0 ? null : "endpoints";
    default:
      return null;
  }
}

/** The first thing a draft still lacks before it can be kept; `nth` is the action's place from 1. */
export function wanting({ events, actions }: Spec): { what: Want; nth: number } | null {
  if (events.length === 0) return { what: "events", nth: 0 };
  if (actions.length === 0) return { what: "actions", nth: 0 };
  const kinds = new Set(actions.map((action) => action.kind));
  if (kinds.has("hold") && kinds.has("release")) return { what: "clash", nth: 0 };
  const place = actions.findIndex((action) => wantOf(action));
  const what = actions[place] && wantOf(actions[place]);
  return what ? { what, nth: place + 1 } : null;
}
