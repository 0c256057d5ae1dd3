import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider, createMemoryHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import i18n from "i18next";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { exceptionsQuery } from "@/api/exceptions";
import type { OrderDetail } from "@/api/types";
import exceptions from "@/i18n/locales/zh-CN/exceptions.json";
import orders from "@/i18n/locales/zh-CN/orders.json";
import { FlagBanners } from "@/orders/drawer/FlagBanners";

const NUMBER = "ORD-20260105-00001";
const ORDER = { number: NUMBER, flags: ["exception"], stage: "to_ship" } as unknown as OrderDetail;

/** The banners of an order that a hidden recipient stops, on the screen at this path. */
async function shownAt(path: string): Promise<void> {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const row = { id: 1, number: NUMBER, kind: "recipient_hidden", reason: "" };
  const found = { pages: [{ items: [row], next: null }], pageParams: [null] };
  queries.setQueryData<unknown>(exceptionsQuery({ number: NUMBER }).queryKey, found);
  const root = createRootRoute();
  const screens = ["/orders", "/exceptions"].map((at) =>
    createRoute({ getParentRoute: () => root, path: at, component: () => <FlagBanners order={ORDER} isPast={false} /> }),
  );
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({ routeTree: root.addChildren(screens), history });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await screen.findByText(/^收件人不可见：平台隐藏了收件人/u);
}

describe("what stops an order", () => {
  beforeAll(() => {
    i18n.addResourceBundle("zh-CN", "exceptions", exceptions);
    i18n.addResourceBundle("zh-CN", "orders", orders);
  });
  afterEach(cleanup);

  it("leads to the desk where it is dealt with", async () => {
    await shownAt("/orders");
    expect(screen.getByRole("link", { name: "去处理" }).getAttribute("href")).toContain("/exceptions");
  });

  it("leads nowhere on the desk itself", async () => {
    await shownAt("/exceptions");
    expect(screen.queryByRole("link")).toBeNull();
  });
});
