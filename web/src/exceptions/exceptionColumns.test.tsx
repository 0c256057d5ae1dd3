import { cleanup, render, screen } from "@testing-library/react";
import type { TFunction } from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import type { OrderException } from "@/api/exceptions";
import { exceptionColumns } from "@/exceptions/exceptionColumns";
import type { Column } from "@/ui/column";
import { place } from "@/ui/placement";

const t = ((key: string) => key) as unknown as TFunction<readonly ["exceptions", "common"]>;
const tools = { t, shop: String, may: () => true, open: () => undefined, run: () => undefined, map: null };

afterEach(cleanup);

describe("what an exception is", () => {
  it("tells its whole reason wherever the pointer rests on it, though the list shows two lines", () => {
    const what = exceptionColumns(tools).find((column) => column.key === "what");
    render(what?.cell({ kind: "lines_changed", reason: "lines_too_late" } as OrderException));
    const whole = screen.getByTitle("reason.lines_too_late");
    expect(whole.contains(screen.getByText("kind.lines_changed"))).toBe(true);
    expect(whole.contains(screen.getByText("reason.lines_too_late"))).toBe(true);
  });
});

describe("an exception that is over", () => {
  it("says so and offers nothing to do", () => {
    const over = { remedies: [], owner: null, level: 1, closed_at: "2026-01-01T00:00:00Z", resolution: "cause_gone" } as unknown as OrderException;
    const cells = exceptionColumns(tools).filter((column) => ["remedy", "due"].includes(column.key));
    render(cells.map((column) => <div key={column.key}>{column.cell(over)}</div>));
    expect(screen.getByTitle("ended.cause_gone").textContent).toBe("over");
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("what of the desk is in sight", () => {
  /** Beside the rail and the kinds, in a window of 1280 px. */
  const ROOM = 1280 - 84 - 200;
  const row = {
    number: "ORD-1",
    kind: "lines_changed",
    reason: "lines_too_late",
    remedies: ["settle_lines"],
    owner: null,
    owner_role: "customer_service",
    shop_id: 7,
    summary: "Tent",
    level: 0,
    overdue: false,
    due_at: "2026-01-01T00:00:00Z",
    raised_at: "2026-01-01T00:00:00Z",
    total_minor: 100,
    currency: "CNY",
  } as unknown as OrderException;
  const shown = (columns: Column<OrderException>[]) =>
    render(columns.map((column) => <div key={column.key}>{column.cell(row)}</div>)).container.textContent;

  it("is every column at 1280 px, beside the boxes to tick", () => {
    expect(place(exceptionColumns(tools), true).width).toBeLessThanOrEqual(ROOM);
  });

  it("is all of a row on a phone, its remedies too", () => {
    const whole = exceptionColumns(tools, true);
    expect(place(whole, true).width).toBeLessThanOrEqual(390);
    expect(shown(whole)).toContain("ORD-1");
    expect(screen.getByRole("button", { name: "step.settle_lines" })).toBeDefined();
    expect(screen.getByRole("button", { name: "step.take" })).toBeDefined();
    for (const word of ["kind.lines_changed", "reason.lines_too_late", "Tent", "7", "team"]) {
      expect(document.body.textContent).toContain(word);
    }
  });
});
