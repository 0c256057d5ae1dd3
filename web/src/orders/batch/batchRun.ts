/** Running an action over many orders: in parts, with progress, with what was refused and why. */
import { type BatchOrder, runBatch, undoBatch } from "@/api/orders";
import type { BatchAction, BatchArgs, BatchResult, BatchRow, OrderFilterQuery } from "@/api/types";

export type BatchTarget = { numbers: readonly string[] } | { filter: OrderFilterQuery };

const PART = 200;

export function targetSize(target: BatchTarget): number | null {
  return "numbers" in target ? target.numbers.length : null;
}

export function parts(numbers: readonly string[], size: number = PART): string[][] {
  return Array.from({ length: Math.ceil(numbers.length / size) }, (_, at) =>
    numbers.slice(at * size, (at + 1) * size),
  );
}

export interface BatchOutcome {
  ids: number[];
  done: string[];
  refused: BatchRow[];
  undoableUntil: string | null;
}

export const NOTHING: BatchOutcome = { ids: [], done: [], refused: [], undoableUntil: null };

/** The outcome so far with one more answer of the hub. */
export function withAnswer(outcome: BatchOutcome, answer: BatchResult): BatchOutcome {
  return {
    ids: answer.batch_id === null ? outcome.ids : [...outcome.ids, answer.batch_id],
    done: [...outcome.done, ...answer.results.filter((row) => row.ok).map((row) => row.number)],
    refused: [...outcome.refused, ...answer.results.filter((row) => !row.ok)],
    undoableUntil: answer.undoable_until ?? outcome.undoableUntil,
  };
}

interface Run {
  action: BatchAction;
  args: BatchArgs;
  target: BatchTarget;
  isDry: boolean;
  onProgress(outcome: BatchOutcome): void;
}

export async function runAll({ action, args, target, isDry, onProgress }: Run): Promise<BatchOutcome> {
  const order = { action, args: { ...args }, dry_run: isDry };
  const orders: BatchOrder[] =
    "numbers" in target
      ? parts(target.numbers).map((numbers) => ({ ...order, numbers }))
      : [{ ...order, filter: target.filter }];
  let outcome = NOTHING;
  for (const one of orders) {
    // One part after the other: progress stays honest and the hub is not flooded.
    // oxlint-disable-next-line no-await-in-loop
    outcome = withAnswer(outcome, await runBatch(one));
    onProgress(outcome);
  }
  return outcome;
}

/** Takes back every part, the last first. */
export async function undoAll(ids: readonly number[]): Promise<BatchOutcome> {
  let outcome = NOTHING;
  for (const id of ids.toReversed()) {
    // Later parts may stand on earlier ones.
    // oxlint-disable-next-line no-await-in-loop
    outcome = withAnswer(outcome, { ...(await undoBatch(id)), batch_id: null, undoable_until: null });
  }
  return outcome;
}

/** Refusals by reason, the most frequent first. */
export function byReason(refused: readonly BatchRow[]): { code: string; detail: string | null; numbers: string[] }[] {
  const groups = new Map<string, { code: string; detail: string | null; numbers: string[] }>();
  for (const row of refused) {
    const code = row.code ?? "refused";
    const group = groups.get(code) ?? { code, detail: row.detail ?? null, numbers: [] };
    group.numbers.push(row.number);
    groups.set(code, group);
  }
  return [...groups.values()].toSorted((a, b) => b.numbers.length - a.numbers.length);
}
