import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "@/app/search";
import { filterKeys, hubFilter, hubQuery, parseOrderSearch } from "@/orders/orderSearch";

describe("the order centre's address", () => {
  it("survives the way through the address bar, long numbers included", () => {
    const search = { stage: ["to_ship"], flag: ["late", "held"], q: "2900000000000000123", sort: "-placed_at" };
    expect(parseOrderSearch(parseSearch(stringifySearch(search)))).toEqual(search);
  });

  it("holds every pasted number, a shortened list too", () => {
    const terms = ["2900000000000000123", "ORD-20260105-00001"];
    expect(parseOrderSearch(parseSearch(stringifySearch({ terms })))).toEqual({ terms });
    expect(parseOrderSearch({ terms: terms.join(",") })).toEqual({ terms });
  });

  it("tells what it does not know instead of breaking or narrowing by it", () => {
    const raw = { stage: "flying", flag: ["late", "odd"], date: "someday", order: "foo", priority: "2", terms: "a,b" };
    const search = parseOrderSearch(raw);
    expect(search).toEqual({
      flag: ["late"],
      priority: ["2"],
      terms: ["a", "b"],
      ignored: ["stage=flying", "flag=odd", "date=someday", "order=foo"],
    });
    expect(parseOrderSearch({ ...search, order: "foo" })).toEqual(search);
    expect(filterKeys(search)).toEqual(["flag", "priority"]);
    expect(hubFilter(search)).toEqual({ flag: ["late"], priority: [2] });
  });

  it("tells days that no calendar has, amounts that are none and numbers that are none", () => {
    const wrong = { from: "2026-02-30", to: "today", amount_from: "-5", amount_to: "1e25", shop_id: "abc" };
    const search = parseOrderSearch({ ...wrong, priority: ["2", "high"] });
    expect(search).toEqual({
      priority: ["2"],
      ignored: ["from=2026-02-30", "to=today", "amount_from=-5", "amount_to=1e25", "shop_id=abc", "priority=high"],
    });
    expect(hubFilter(search)).toEqual({ priority: [2] });
  });

  it("turns calendar days into Shanghai instants, the last day included", () => {
    expect(hubFilter({ from: "2026-01-05", to: "2026-01-05" })).toEqual({
      from: "2026-01-04T16:00:00.000Z",
      to: "2026-01-05T16:00:00.000Z",
      date: "placed",
    });
  });

  it("asks for amounts in the smallest unit", () => {
    expect(hubFilter({ amount_from: "19.9" })).toEqual({ amount_from: 1990 });
  });

  it("keeps the drawer out of the list's query", () => {
    expect(hubQuery({ open: "ORD-1", pane: "raw", as_of: "x", stage: ["shipped"] })).toEqual({ stage: ["shipped"] });
  });

  it("counts attributes and filters, not the stage, the sort or an empty date", () => {
    expect(filterKeys({ stage: ["shipped"], sort: "total", date: "paid", "attr.gift": "1" })).toEqual(["attr.gift"]);
  });
});
