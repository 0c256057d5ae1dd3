/** What of a split order can be planned anew, as the hub says. */
import type { Part, Shown } from "@/api/fulfilment";

export const OPEN_STAGES: ReadonlySet<string> = new Set(["awaiting_review", "to_ship", "partially_shipped"]);
const FREE: ReadonlySet<Part["state"]> = new Set(["planned", "cancelled", "rejected"]);

const sum = (lines: Record<string, number>) => Object.values(lines).reduce((total, n) => total + n, 0);
const isFree = (part: Part) => !part.left && FREE.has(part.state);

export function maySplit(shown: Shown): boolean {
  return shown.blocked === "";
}

/** Whether what is free is not one part yet. */
export function mayJoin(shown: Shown): boolean {
  const isSplit = shown.items.some((part) => part.part > 0);
  if (!isSplit || !["", "one_unit"].includes(shown.blocked) || sum(shown.free) === 0) return false;
  const [only, ...others] = shown.items.filter(isFree);
  return !only || others.length > 0 || sum(only.lines ?? {}) !== sum(shown.free);
}

/** What the free parts hold now, one after the other; nothing where that is not what is free. */
export function planned(shown: Shown): Record<string, number>[] {
  const parts = shown.items.filter((part) => part.part > 0 && isFree(part)).map((part) => part.lines ?? {});
  const isSame = Object.entries(shown.free).every(([no, n]) => n === sum(Object.fromEntries(parts.map((part, at) => [at, part[no] ?? 0]))));
  return isSame && sum(shown.free) === parts.reduce((total, part) => total + sum(part), 0) ? parts : [];
}

/** Numbers that new parts get: those that no part has which stays as it is. */
export function newNumbers(shown: Shown, count: number): number[] {
  const kept = new Set(shown.items.filter((part) => part.part > 0 && !isFree(part)).map((part) => part.part));
  return Array.from({ length: count + kept.size }, (_, at) => at + 1)
    .filter((n) => !kept.has(n))
    .slice(0, count);
}
