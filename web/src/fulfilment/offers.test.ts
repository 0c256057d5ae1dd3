import { describe, expect, it } from "vitest";
import type { Counts, Offer } from "@/api/fulfilment";
import { joining, openIn } from "@/fulfilment/offers";

const order = (number: string) => ({ number, external_no: "", units: 1, total_minor: 100, currency: "CNY" });
const offer = (numbers: string, ...together: string[]) =>
  ({ orders: [...numbers].map(order), together: together.map((set) => [...set]) }) as Offer;
const told = (one: Offer) => {
  const { together, others } = joining(one);
  return [together, others].map((orders) => orders.map((each) => each.number).join(""));
};

describe("the number beside a pane's name", () => {
  const counts: Counts = { gathering: 70, merges: 2, waiting: 2, stopped: 3, scans: 4, disagreements: 5 };

  it("counts the rows of the merging pane, not every order that waits", () => {
    expect(openIn("merges", counts)).toBe(2);
    expect(openIn("merges", undefined)).toBe(0);
  });

  it("counts what is open in the others", () => {
    const panes = ["packages", "tasks", "scans", "disagreements"] as const;
    expect(panes.map((pane) => openIn(pane, counts))).toEqual([0, 5, 4, 5]);
    expect(openIn("tasks", undefined)).toBe(0);
  });
});

describe("who of an offer travels together", () => {
  it("is nobody at first", () => {
    expect(told(offer("abcd"))).toEqual(["", "abcd"]);
  });

  it("is the most that do; the others can join them, in the orders' order", () => {
    expect(told(offer("abcd", "abd"))).toEqual(["abd", "c"]);
    expect(told(offer("abcdef", "be", "adf"))).toEqual(["adf", "bce"]);
  });
});
