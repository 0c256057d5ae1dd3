import { describe, expect, it } from "vitest";
import { EMPTY, answered, carrierOf, take, withScan } from "@/scan/queue";

const AT = new Date("2026-01-05T04:00:00Z");

describe("the scanner's hand", () => {
  it("takes an order, then its waybill, then begins again", () => {
    const first = take(EMPTY, " ORD-20260105-00001 ", "ZTO", "s1", AT);
    expect(first).toEqual({ hand: { order: "ORD-20260105-00001", trouble: "" } });
    const second = take(first.hand, "sf1234567890", "ZTO", "s1", AT);
    expect(second.hand).toEqual(EMPTY);
    expect(second.scan).toMatchObject({ waybill_no: "SF1234567890", carrier: "SF", state: "queued" });
  });

  it("says what is wrong and keeps the order", () => {
    expect(take(EMPTY, "张三", "SF", "s1", AT).hand.trouble).toBe("badOrder");
    const hand = take({ order: "E1", trouble: "" }, "??", "SF", "s1", AT).hand;
    expect(hand).toEqual({ order: "E1", trouble: "badWaybill" });
  });

  it("tells the carrier by its numbers, else takes the usual one", () => {
    expect(carrierOf("YT123456", "SF")).toBe("YTO");
    expect(carrierOf("99887766", "STO")).toBe("STO");
  });
});

describe("scans kept here", () => {
  it("take the hub's answer and drop none that waits", () => {
    const { scan } = take({ order: "E1", trouble: "" }, "SF12345", "SF", "s1", AT);
    if (!scan) throw new Error("a whole scan");
    const after = answered([scan], [{ scan_id: "s1", state: "parked", reason: "unknown_order", number: "" }]);
    expect(after[0]).toMatchObject({ state: "parked", reason: "unknown_order" });
    const many = Array.from({ length: 600 }, (_, n) => ({ ...scan, scan_id: String(n) }));
    expect(withScan(many, scan)).toHaveLength(601);
    expect(withScan(many.map((one) => ({ ...one, state: "applied" as const })), scan)).toHaveLength(500);
  });
});
