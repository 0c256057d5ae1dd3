/** The keyboard of the exception desk: j k move, Enter opens, x ticks, e takes the remedy, o takes it over. */
import type { OrderException, Step } from "@/api/exceptions";
import type { Steps } from "@/exceptions/useSteps";
import type { Selection } from "@/ui/selection";
import { useKeys } from "@/ui/useKeys";

interface DeskKeys {
  rows: readonly OrderException[];
  focused: string | null;
  opened: string | undefined;
  selection: Selection;
  steps: Steps;
  setFocused(id: string | null): void;
  show(row: OrderException | undefined): void;
  move(by: 1 | -1): void;
  may(step: Step): boolean;
}

export function useDeskKeys(keys: DeskKeys): void {
  const { rows, focused, opened, selection, steps, may } = keys;
  const at = rows.findIndex((row) => String(row.id) === focused);
  const current = rows[at];
  const step = (by: 1 | -1) => {
    if (opened) return keys.move(by);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) keys.setFocused(String(next.id));
  };
  const run = (name: Step | undefined) => {
    if (current && name && may(name)) steps.run({ ids: [current.id], step: name });
  };
  const tick = (event: KeyboardEvent) => {
    if (focused) selection.toggle(focused, event.shiftKey);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => opened && keys.move(1),
    ArrowLeft: () => opened && keys.move(-1),
    x: tick,
    X: tick,
    Space: tick,
    A: () => selection.toggleAll(),
    Enter: () => current && keys.show(current),
    Escape: () => (opened ? keys.show(undefined) : selection.clear()),
    e: () => run(current?.remedies[0]),
    o: () => run("take"),
  });
}
