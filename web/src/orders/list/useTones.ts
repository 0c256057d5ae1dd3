/** Which rows glow because they just changed, and which no longer belong to the list. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { OrderRow } from "@/api/types";
import type { RowTone } from "@/ui/TableRow";

const GLOW_FOR = 2400;

export interface Tones {
  tone(row: OrderRow): RowTone | undefined;
  glow(numbers: readonly string[]): void;
  markGone(numbers: readonly string[]): void;
  forget(): void;
}

export function useTones(): Tones {
  const [glowing, setGlowing] = useState<ReadonlySet<string>>(new Set());
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);

  const glow = useCallback((numbers: readonly string[]) => {
    if (numbers.length === 0) return;
    setGlowing((now) => new Set([...now, ...numbers]));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setGlowing((now) => new Set([...now].filter((number) => !numbers.includes(number))));
    }, GLOW_FOR);
    timers.current.add(timer);
  }, []);
  const markGone = useCallback((numbers: readonly string[]) => {
    if (numbers.length > 0) setGone((now) => new Set([...now, ...numbers]));
  }, []);
  const forget = useCallback(() => setGone(new Set()), []);
  const tone = useCallback(
    ({ number }: OrderRow): RowTone | undefined =>
      glowing.has(number) ? "glow" : gone.has(number) ? "gone" : undefined,
    [glowing, gone],
  );
  return { tone, glow, markGone, forget };
}
