import { cleanup, render, screen } from "@testing-library/react";
import type { TFunction } from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import type { OrderException } from "@/api/exceptions";
import { exceptionColumns } from "@/exceptions/exceptionColumns";

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
