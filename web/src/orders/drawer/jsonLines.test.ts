import { describe, expect, it } from "vitest";
import { jsonLines, samePath } from "@/orders/drawer/jsonLines";

describe("a payload as lines", () => {
  it("knows the path of every value", () => {
    const lines = jsonLines({ trade: { tid: "1", orders: [{ num: 2 }] } });
    expect(lines.map((line) => line.path).filter(Boolean)).toEqual([
      "trade",
      "trade.tid",
      "trade.orders",
      "trade.orders[0]",
      "trade.orders[0].num",
    ]);
    expect(lines.at(-1)?.no).toBe(lines.length);
  });

  it("keeps a long number as the text it came as", () => {
    expect(jsonLines({ no: "2900000000000000123" })[1]?.text).toBe('"2900000000000000123"');
  });

  it("takes paths with and without a leading $ as the same", () => {
    expect(samePath("$.trade.tid", "trade.tid")).toBe(true);
    expect(samePath("trade.tid", "trade.status")).toBe(false);
  });
});
