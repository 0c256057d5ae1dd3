import { describe, expect, it } from "vitest";
import { NOTHING, byReason, parts, withAnswer } from "@/orders/batch/batchRun";

describe("a batch over many orders", () => {
  it("goes out in parts and forgets none", () => {
    const numbers = Array.from({ length: 450 }, (_, index) => String(index));
    expect(parts(numbers).map((part) => part.length)).toEqual([200, 200, 50]);
    expect(parts(numbers).flat()).toEqual(numbers);
  });

  it("adds up answers, keeping every part's id for the undo", () => {
    const first = withAnswer(NOTHING, { batch_id: "1", results: [{ number: "a", ok: true }], undoable_until: "later" });
    const both = withAnswer(first, {
      batch_id: "2",
      results: [{ number: "b", ok: false, code: "held" }],
      undoable_until: null,
    });
    expect(both).toMatchObject({ ids: ["1", "2"], done: ["a"], undoableUntil: "later" });
    expect(both.refused.map((row) => row.number)).toEqual(["b"]);
  });

  it("groups refusals by reason, the most frequent first", () => {
    const refused = ["a", "b", "c"].map((number) => ({ number, ok: false, code: number === "a" ? "held" : "gone" }));
    expect(byReason(refused).map((group) => [group.code, group.numbers.length])).toEqual([["gone", 2], ["held", 1]]);
  });
});
