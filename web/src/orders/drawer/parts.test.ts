import { expect, test } from "vitest";
import type { Part, Shown } from "@/api/fulfilment";
import { mayJoin, maySplit, newNumbers, planned } from "@/orders/drawer/parts";

const part = (n: number, over: Partial<Part> = {}): Part => ({
  part: n,
  code: "",
  state: "planned",
  step: "",
  warehouse: "WH1",
  warehouse_name: "一号仓",
  lines: { "1": 1 },
  changed_at: "2026-01-05T00:00:00Z",
  left: false,
  waits_for: null,
  trouble: "",
  ...over,
});
const shown = (items: Part[], free: Record<string, number>, blocked = ""): Shown => ({
  told_in: "units",
  items,
  together: [],
  waits_for: null,
  free,
  blocked,
});

test("an order is split unless the hub says why not", () => {
  expect(maySplit(shown([], { "1": 2 }))).toBe(true);
  expect(maySplit(shown([], { "1": 2 }, "no_warehouse"))).toBe(false);
});

test("what is free is made one part where it is not yet", () => {
  const left = part(1, { state: "accepted", left: true });
  expect(mayJoin(shown([], { "1": 2 }))).toBe(false);
  expect(mayJoin(shown([part(1), part(2)], { "1": 2 }))).toBe(true);
  expect(mayJoin(shown([left, part(2)], { "1": 1 }))).toBe(false);
  // A unit that the order got since, and one too many after a refund.
  expect(mayJoin(shown([left], { "1": 1 }, "one_unit"))).toBe(true);
  expect(mayJoin(shown([left, part(2), part(3)], { "1": 1 }, "one_unit"))).toBe(true);
  expect(mayJoin(shown([part(1), part(2)], { "1": 2 }, "at_warehouse"))).toBe(false);
});

test("new parts take the numbers that those which stay have not", () => {
  const stays = part(2, { state: "accepted" });
  expect(newNumbers(shown([part(1), stays, part(3)], {}), 3)).toEqual([1, 3, 4]);
  expect(newNumbers(shown([], {}), 2)).toEqual([1, 2]);
});

test("splitting again begins with the parts as they are, unless they no longer fit", () => {
  const parts = [part(1), part(2, { lines: { "1": 2, "2": 1 } })];
  expect(planned(shown(parts, { "1": 3, "2": 1 }))).toEqual([{ "1": 1 }, { "1": 2, "2": 1 }]);
  expect(planned(shown(parts, { "1": 2, "2": 1 }))).toEqual([]);
  expect(planned(shown(parts, { "1": 3, "2": 1, "3": 1 }))).toEqual([]);
});
