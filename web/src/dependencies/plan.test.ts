import { describe, expect, it } from "vitest";
import { isAddress, planOf } from "@/dependencies/plan";

describe("a plan", () => {
  it.each([
    ["203.0.113.10", true],
    ["2001:db8::1", true],
    ["soon", false],
    ["203.0.113", false],
    ["", false],
  ])("%s is an address: %s", (text, expected) => {
    expect(isAddress(text)).toBe(expected);
  });

  it("is worth a preview once it says what becomes what", () => {
    expect(planOf("egress_address", undefined, " 203.0.113.10 ")).toEqual({
      kind: "egress_address",
      subject: "",
      planned: "203.0.113.10",
    });
    expect(planOf("egress_address", undefined, "203.")).toBeNull();
    expect(planOf("domain", undefined, "new.example")).toBeNull();
    expect(planOf("domain", "old.example", "new.example")).not.toBeNull();
  });
});
