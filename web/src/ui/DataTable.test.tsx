import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Column, Sort } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { useSelection } from "@/ui/selection";

interface Tea {
  name: string;
  grams: number;
}

const TEAS: Tea[] = [
  { name: "cloud", grams: 250 },
  { name: "mist", grams: 100 },
  { name: "rain", grams: 50 },
];
const COLUMNS: Column<Tea>[] = [
  { key: "name", title: "Name", width: 100, frozen: true, cell: (tea) => tea.name },
  { key: "grams", title: "Grams", width: 80, align: "end", sort: "grams", cell: (tea) => tea.grams },
];

function Shelf({ onSort }: { onSort?: (sort: Sort) => void }) {
  const selection = useSelection(TEAS.map((tea) => tea.name));
  return (
    <>
      <output>{[...selection.keys].join()}</output>
      <DataTable
        label="Teas"
        rows={TEAS}
        rowKey={(tea) => tea.name}
        columns={COLUMNS}
        selection={selection}
        sort={{ by: "grams", descending: true }}
        {...(onSort && { onSort })}
      />
    </>
  );
}

beforeEach(() => {
  // jsdom lays nothing out; the virtual list needs a height to show rows.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("the table", () => {
  it("shows its rows and says which column it is sorted by", () => {
    render(<Shelf />);
    expect(screen.getByText("mist")).toBeTruthy();
    expect(screen.getByRole("columnheader", { name: /Grams/u }).getAttribute("aria-sort")).toBe("descending");
  });

  it("turns the order round when its column is pressed again", () => {
    const onSort = vi.fn<(sort: Sort) => void>();
    render(<Shelf onSort={onSort} />);
    fireEvent.click(within(screen.getByRole("columnheader", { name: /Grams/u })).getByRole("button"));
    expect(onSort).toHaveBeenCalledWith({ by: "grams", descending: false });
  });

  it("takes the rows in between with shift, and all with the head's box", () => {
    render(<Shelf />);
    const [all, first, , third] = screen.getAllByRole("checkbox");
    if (!all || !first || !third) throw new Error("boxes are missing");
    fireEvent.click(first);
    fireEvent.click(third, { shiftKey: true });
    expect(screen.getByRole("status").textContent).toBe("cloud,mist,rain");
    fireEvent.click(all);
    expect(screen.getByRole("status").textContent).toBe("");
  });
});
