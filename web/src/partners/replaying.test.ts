import { fireEvent, render, screen, within } from "@testing-library/react";
import { createElement } from "react";
import { expect, test, vi } from "vitest";
import type { Delivery } from "@/api/partners";
import { idOf, toReplay } from "@/partners/replaying";
import { DataTable } from "@/ui/DataTable";
import { useSelection } from "@/ui/selection";

type Row = Pick<Delivery, "id" | "state">;
const ROWS: Row[] = [
  { id: 1, state: "dead" },
  { id: 2, state: "queued" },
  { id: 3, state: "delivered" },
] as Row[];
const ids = (rows: Row[]) => rows.map(idOf);

test("ticked deliveries are meant, else all that a filter shows; none that wait", () => {
  expect(ids(toReplay(ROWS, new Set(["3"]), true))).toEqual(["3"]);
  expect(ids(toReplay(ROWS, new Set(["1", "2"]), false))).toEqual(["1"]);
  expect(toReplay(ROWS, new Set(["2"]), true)).toEqual([]);
  expect(ids(toReplay(ROWS, new Set(), true))).toEqual(["1", "3"]);
  expect(toReplay(ROWS, new Set(), false)).toEqual([]);
});

function List() {
  const selection = useSelection(ids(ROWS));
  return createElement(
    "div",
    null,
    createElement("output", null, ids(toReplay(ROWS, selection.keys, false)).join()),
    createElement(DataTable<Row>, {
      label: "Deliveries",
      rows: ROWS,
      rowKey: idOf,
      columns: [{ key: "id", title: "Id", width: 100, cell: (one) => `delivery ${idOf(one)}` }],
      selection,
    }),
  );
}

function tick(words: string) {
  const row = screen.getByText(words).closest<HTMLElement>("[data-row]");
  fireEvent.click(within(row ?? document.body).getByRole("checkbox"));
}

test("ticking rows of the list chooses what is sent once more", () => {
  // jsdom lays nothing out; the virtual list needs a height to show rows.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
  render(createElement(List));
  tick("delivery 1");
  tick("delivery 3");
  expect(screen.getByRole("status").textContent).toBe("1,3");
  tick("delivery 1");
  expect(screen.getByRole("status").textContent).toBe("3");
});
