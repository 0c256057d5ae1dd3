import { describe, expect, it } from "vitest";
import { daysUpTo, parseCompletenessSearch } from "@/completeness/completenessSearch";

describe("the address of the completeness screen", () => {
  it("keeps a shop and a day together, and nothing that is no day", () => {
    expect(parseCompletenessSearch({ shop: "3", day: "2026-01-05", span: "7" })).toEqual({ shop: "3", day: "2026-01-05", span: "7" });
    expect(parseCompletenessSearch({ shop: "3", day: "today" })).toEqual({});
    expect(parseCompletenessSearch({ shop: "3", day: "2026-02-30" })).toEqual({});
    expect(parseCompletenessSearch({ day: "2026-01-05", pane: "x" })).toEqual({});
  });

  it("counts days over the end of a month", () => {
    expect(daysUpTo("2026-03-02", 4)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  });
});
