import { describe, expect, it } from "vitest";
import { duration, isUnwell, rate, shortCode } from "@/health/figures";

describe("figures of calls", () => {
  it("never rounds a failure away", () => {
    expect(rate(1)).toBe("100%");
    expect(rate(0.99999)).toBe("99.9%");
    expect(rate(0)).toBe("0%");
    expect(rate(null)).toBe("–");
  });

  it("changes to seconds where milliseconds stop being readable", () => {
    expect(duration(84)).toBe("84 ms");
    expect(duration(1234)).toBe("1.2 s");
  });

  it("shows the channel's own code where it told one", () => {
    expect(shortCode("rate_limited · 7 accesscontrol")).toBe("7 accesscontrol");
    expect(shortCode("channel_unavailable")).toBe("channel_unavailable");
  });

  it("calls an API unwell that leaves too many calls unanswered, never one without calls", () => {
    expect([0.94, 0.95, 1, null].map(isUnwell)).toEqual([true, false, false, false]);
  });
});
