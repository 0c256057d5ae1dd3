/** Which rows are ticked; shift takes the rows in between. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export interface Selection {
  keys: ReadonlySet<string>;
  extent: "none" | "some" | "all";
  has(key: string): boolean;
  toggle(key: string, isRange?: boolean): void;
  toggleAll(): void;
  replace(keys: Iterable<string>): void;
  clear(): void;
}

/** The ticked keys after `key` is toggled; with `anchor` every row between takes the new state. */
export function toggled(
  chosen: ReadonlySet<string>,
  order: readonly string[],
  key: string,
  anchor: string | null,
): Set<string> {
  const next = new Set(chosen);
  const isOn = !next.has(key);
  const from = anchor ? order.indexOf(anchor) : -1;
  const to = order.indexOf(key);
  const range = from < 0 ? [key] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of range) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return next;
}

export function useSelection(order: readonly string[]): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });

  const toggle = useCallback((key: string, isRange = false) => {
    const from = isRange ? anchor.current : null;
    anchor.current = key;
    setKeys((chosen) => toggled(chosen, latest.current, key, from));
  }, []);
  const replace = useCallback((next: Iterable<string>) => setKeys(new Set(next)), []);
  const clear = useCallback(() => setKeys(new Set()), []);
  const toggleAll = useCallback(
    () => setKeys((chosen) => (chosen.size >= latest.current.length ? new Set() : new Set(latest.current))),
    [],
  );

  return useMemo(() => {
    const extent = keys.size === 0 ? "none" : keys.size >= order.length ? "all" : "some";
    return { keys, extent, has: (key) => keys.has(key), toggle, toggleAll, replace, clear };
  }, [keys, order.length, toggle, toggleAll, replace, clear]);
}
