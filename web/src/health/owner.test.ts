import { describe, expect, it } from "vitest";
import type { Wire } from "@/api/http";
import { calledBy, ownersOf } from "@/health/owner";

const board: Wire["BoardOut"] = {
  window: "1h",
  since: "2026-01-05T04:00:00Z",
  shops: [{ shop_id: 12, name: "一号店", channel: "any", label: "平台", state: "active", incidents: [], apis: [] }],
  peers: [{ peer: "warehouse:3", kind: "warehouse", name: "一号仓", shop_ids: [12], incidents: [7], apis: [] }],
};
const words = (kind: string) => (kind === "warehouse" ? "仓库" : kind);

describe("owners of APIs on the board", () => {
  it("stand together, peers before shops, each by a key of its own", () => {
    expect(ownersOf(board, words).map((owner) => [owner.key, owner.label])).toEqual([
      ["warehouse:3", "仓库"],
      ["12", "平台"],
    ]);
  });

  it("can be shops or peers alone", () => {
    expect(ownersOf(board, words, "peers").map((owner) => owner.name)).toEqual(["一号仓"]);
    expect(ownersOf(board, words, "shops").map((owner) => owner.name)).toEqual(["一号店"]);
  });

  it("narrow the charts to their own calls", () => {
    expect(ownersOf(board, words).map(calledBy)).toEqual([{ peer: "warehouse:3" }, { shop_id: 12 }]);
  });
});
