import { describe, expect, it } from "vitest";
import { guesses, searchFor, splitTerms } from "@/orders/filter/searchGuess";

describe("what a typed text may mean", () => {
  it.each([
    ["13812345678", "phone"],
    ["5678", "last4"],
    ["ORD-20260105-00012", "q"],
    ["保温杯", "q"],
    ["SKU-1000", "q"],
  ])("%s is first taken as %s", (text, kind) => {
    expect(guesses(text)[0]?.kind).toBe(kind);
  });

  it("takes lines, commas and Chinese commas as a pasted list", () => {
    expect(splitTerms("a1\nb2,c3,d4、a1")).toEqual(["a1", "b2", "c3", "d4"]);
    expect(guesses("290000000001\n290000000002")[0]).toMatchObject({ kind: "terms", terms: ["290000000001", "290000000002"] });
  });

  it("leaves a phrase with a space a phrase", () => {
    expect(guesses("云雾 绿茶")[0]?.kind).toBe("q");
  });

  it("searches one thing at a time", () => {
    expect(searchFor({ kind: "sku", text: "S1", terms: [] })).toMatchObject({ sku: "S1", q: undefined, terms: undefined });
  });
});
