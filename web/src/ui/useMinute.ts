/** The time, fresh enough for ages and clocks: one shared tick every 20 s. */
import { useSyncExternalStore } from "react";

const PERIOD = 20_000;
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const one of listeners) one();
  }, PERIOD);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export function useMinute(): Date {
  return useSyncExternalStore(subscribe, () => now);
}
