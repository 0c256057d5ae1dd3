/** Date ranges people ask for, as Shanghai calendar days. */
import { calendarDay } from "@/ui/time";

export const PRESETS = ["today", "yesterday", "week", "month"] as const;
export type Preset = (typeof PRESETS)[number];

const DAY = 86_400_000;

export function rangeOf(preset: Preset, now: Date): { from: string; to: string } {
  const today = calendarDay(now);
  const back = (days: number) => calendarDay(new Date(now.getTime() - days * DAY));
  if (preset === "today") return { from: today, to: today };
  if (preset === "yesterday") return { from: back(1), to: back(1) };
  return { from: back(preset === "week" ? 6 : 29), to: today };
}

/** The preset that a range is, today. */
export function presetOf(from: string | undefined, to: string | undefined, now: Date): Preset | undefined {
  return PRESETS.find((preset) => {
    const range = rangeOf(preset, now);
    return range.from === from && range.to === to;
  });
}
