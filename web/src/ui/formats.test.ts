import { describe, expect, it } from "vitest";
import { parseSort, sortText } from "@/ui/column";
import { count, money } from "@/ui/money";
import { toggled } from "@/ui/selection";
import { age, calendarDay, dayStart, fieldOf, instant, instantOf, shortInstant, timeLeft } from "@/ui/time";

const NOW = new Date("2026-01-05T04:00:00Z");

describe("amounts", () => {
  it.each([
    [129_900, "CNY", "¥1,299.00"],
    [5, "CNY", "¥0.05"],
    [-1435, "CNY", "−¥14.35"],
    [1200, "JPY", "JP¥1,200"],
  ])("%i %s is %s", (minor, currency, shown) => {
    expect(money(minor, currency)).toBe(shown);
  });

  it("shows a dash for what is not known", () => {
    expect(money(null, "CNY")).toBe("–");
    expect(count(null)).toBe("–");
    expect(count(12_345)).toBe("12,345");
  });
});

describe("times", () => {
  it("are Shanghai's whatever the browser's zone", () => {
    expect(instant("2026-01-04T16:00:00Z")).toBe("2026-01-05 00:00:00 UTC+8");
    expect(shortInstant("2025-12-31T16:00:00Z", NOW)).toBe("01-01 00:00");
    expect(shortInstant("2025-12-30T16:00:00Z", NOW)).toBe("2025-12-31 00:00");
    expect(calendarDay(new Date("2026-01-04T17:00:00Z"))).toBe("2026-01-05");
    expect(dayStart("2026-01-05", 1)).toBe("2026-01-05T16:00:00.000Z");
  });

  it("tell their age in the coarsest honest unit", () => {
    expect(age("2026-01-05T03:48:00Z", NOW)).toBe("12 分钟前");
    expect(age("2026-01-04T04:00:00Z", NOW)).toBe("24 小时前");
    expect(age("2026-01-01T04:00:00Z", NOW)).toBe("4 天前");
    expect(age(null, NOW)).toBe("从未");
  });

  it("count down to a deadline and up past it", () => {
    expect(timeLeft("2026-01-05T07:30:00Z", NOW)).toBe("剩 3 小时");
    expect(timeLeft("2026-01-05T03:48:00Z", NOW)).toBe("超 12 分钟");
  });
});

describe("tables", () => {
  it("write an order the hub's way and read it back", () => {
    expect(sortText({ by: "total", descending: true })).toBe("-total");
    expect(parseSort("-total")).toEqual({ by: "total", descending: true });
  });

  it("take every row between with shift", () => {
    expect([...toggled(new Set(["a"]), ["a", "b", "c", "d"], "c", "a")].toSorted()).toEqual(["a", "b", "c"]);
    expect([...toggled(new Set(["a"]), ["a", "b"], "a", null)]).toEqual([]);
  });
});

describe("a field for date and time", () => {
  it("means China time whatever the browser's zone", () => {
    expect(instantOf("2026-01-05T12:00")).toBe("2026-01-05T04:00:00.000Z");
    expect(fieldOf(new Date("2026-01-05T04:00:30Z"))).toBe("2026-01-05T12:00");
  });
});
