import { describe, expect, it } from "vitest";
import { fitting } from "@/orders/list/fitting";

describe("chips in a cell", () => {
  it("are all shown when they fit", () => {
    expect(fitting(["加急", "偏远", "有备注"], 160)).toBe(3);
  });

  it("leave room for how many are left out", () => {
    expect(fitting(["High value", "Remote", "Note"], 150)).toBe(1);
  });

  it("are none when not even one fits", () => {
    expect(fitting(["一个非常非常长的标签名称"], 60)).toBe(0);
  });
});
