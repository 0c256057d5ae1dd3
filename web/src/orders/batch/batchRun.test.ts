import { describe, expect, it } from "vitest";
import { NOTHING, byReason, parts, withAnswer } from "@/orders/batch/batchRun";

const row = (number: string, code: string | null = null) => ({ number, ok: code === null, code, detail: null });

describe("a batch over many orders", () => {
  it("goes out in parts and forgets none", () => {
    const numbers = Array.from({ length: 450 }, (_, index) => String(index));
    expect(parts(numbers).map((part) => part.length)).toEqual([200, 200, 50]);
    expect(parts(numbers).flat()).toEqual(numbers);
  });

  it("adds up answers, keeping every part's id for the undo", () => {
    const first = withAnswer(NOTHING, { batch_id: 1, results: [row("a")], undoable_until: "later" });
    const both = withAnswer(first, {
      batch_id: 2,
      results: [row("b", "held")],
      undoable_until: null,
    });
    expect(both).toMatchObject({ ids: [1, 2], done: ["a"], undoableUntil: "later" });
    expect(both.refused.map((one) => one.number)).toEqual(["b"]);
  });

  it("groups refusals by reason, the most frequent first", () => {
    const refused = ["a", "b", "c"].map((number) => row(number, number === "a" ? "held" : "gone"));
    expect(byReason(refused).map((group) => [group.code, group.numbers.length])).toEqual([["gone", 2], ["held", 1]]);
  });
});
