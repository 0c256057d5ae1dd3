import { describe, expect, it } from "vitest";
import { filled, linesOf, tableOf } from "@/sources/mapping";

describe("a table of words", () => {
  it("is the same after it was written down as lines", () => {
    const table = { CK: "shipped", "a = b": "packed", 顺丰速运: "SF" };
    expect(tableOf(linesOf(table))).toEqual(table);
  });

  it("leaves out lines that say nothing yet", () => {
    expect(tableOf("CK = shipped\n\nDB\nQS =\n= x\n 丢 = returned ")).toEqual({ CK: "shipped", 丢: "returned" });
  });
});

it("sends only what is filled in, and tables only beside an expression", () => {
  expect(filled({ order: " soNo ", key: " " }, { event: "CK = shipped", order: "", carrier: "" })).toEqual({
    targets: { order: "soNo" },
    words: {},
  });
  expect(filled({ event: "st" }, { event: "CK=shipped" }).words).toEqual({ event: { CK: "shipped" } });
});
