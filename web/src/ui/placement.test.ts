import { describe, expect, it } from "vitest";
import { type Column, chosenColumns } from "@/ui/column";
import { fitting, place } from "@/ui/placement";

const column = (key: string, more: Partial<Column<string>> = {}): Column<string> => ({
  key,
  title: key,
  width: 100,
  cell: () => null,
  ...more,
});

describe("columns", () => {
  it("that are frozen stand one after the other, the last one drawing the edge", () => {
    const placed = place([column("a", { frozen: true }), column("b", { frozen: true }), column("c")], true);
    expect(placed.columns.map(({ style, isEdge }) => [style.left, isEdge])).toEqual([
      [34, false],
      [134, true],
      [undefined, false],
    ]);
    expect(placed.width).toBe(334);
  });

  it("leave a narrow window, the sparest first, and not where a person chose them", () => {
    const all = [column("a", { frozen: true }), column("b", { spare: 1 }), column("c", { spare: 2 }), column("d")];
    const kept = (room: number, hasCheck = false) => fitting(all, room, hasCheck).map(({ key }) => key).join("");
    expect([400, 399, 299, 100].map((room) => kept(room))).toEqual(["abcd", "abd", "ad", "ad"]);
    expect(kept(400, true)).toBe("abd");
    expect(fitting(chosenColumns(all, ["a", "b", "c"]), 100, false)).toHaveLength(3);
  });

  it("keep the table's order whatever order they were chosen in, and fixed ones stay", () => {
    const all = [column("a", { fixed: true }), column("b"), column("c", { optional: true })];
    expect(chosenColumns(all, ["c", "b"]).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    expect(chosenColumns(all, []).map(({ key }) => key)).toEqual(["a"]);
    expect(chosenColumns(all, undefined).map(({ key }) => key)).toEqual(["a", "b"]);
  });
});
