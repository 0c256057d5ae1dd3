/** Orders at the hub: lists, one order, batches, views. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { parseExactly } from "@/api/exactJson";
import { type Wire, bodyOf, hub } from "@/api/http";
import type {
  BatchArgs,
  BatchAction,
  BatchResult,
  OrderCounts,
  OrderDetail,
  OrderFilterQuery,
  OrderPage,
  OrderQuery,
  OrderView,
  PersonField,
  Revealed,
  Run,
  TimelineItem,
  TimelineKind,
} from "@/api/types";

const ORDERS_PER_PAGE = 100;
export const LOOKUP_MOST = 500;

export async function loadOrders(query: OrderQuery, cursor: string | null, signal?: AbortSignal): Promise<OrderPage> {
  const params = { query: { ...query, cursor, limit: ORDERS_PER_PAGE } };
  return (await bodyOf(hub.GET("/api/v1/orders", { params, ...(signal && { signal }) }))) as OrderPage;
}

export const orderListQuery = (query: OrderQuery) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", query],
    queryFn: ({ pageParam, signal }) => loadOrders(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: OrderPage) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

export const orderCountsQuery = (shops: readonly number[]) =>
  queryOptions({
    queryKey: ["orders", "counts", shops],
    queryFn: async ({ signal }) =>
      (await bodyOf(
        hub.GET("/api/v1/orders/counts", { params: { query: { shop_id: [...shops] } }, signal }),
      )) as OrderCounts,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
  });

export const flowQuery = (shops: readonly number[]) =>
  queryOptions({
    queryKey: ["orders", "flow", shops],
    queryFn: ({ signal }) =>
      bodyOf(hub.GET("/api/v1/orders/flow", { params: { query: { shop_id: [...shops] } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const orderQuery = (number: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["orders", "one", number, asOf ?? "now"],
    queryFn: async ({ signal }) => {
      const params = { path: { number }, query: { as_of: asOf ?? null } };
      return (await bodyOf(hub.GET("/api/v1/orders/{number}", { params, signal }))) as OrderDetail;
    },
    staleTime: 5_000,
  });

interface TimelinePage {
  items: TimelineItem[];
  next: string | null;
}

export const timelineQuery = (number: string, kinds: readonly TimelineKind[]) =>
  infiniteQueryOptions({
    queryKey: ["orders", "timeline", number, kinds],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { number }, query: { kind: [...kinds], cursor: pageParam } };
      return (await bodyOf(hub.GET("/api/v1/orders/{number}/timeline", { params, signal }))) as TimelinePage;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: TimelinePage) => page.next,
    placeholderData: keepPreviousData,
  });

export const rawQuery = (number: string) =>
  queryOptions({
    queryKey: ["orders", "raw", number],
    queryFn: async ({ signal }) => {
      const options = { params: { path: { number } }, parseAs: "text" as const, signal };
      return parseExactly<Wire["RawOut"]>(await bodyOf(hub.GET("/api/v1/orders/{number}/raw", options)));
    },
  });

export function lookUp(terms: readonly string[]): Promise<Wire["LookupOut"]> {
  return bodyOf(hub.POST("/api/v1/orders/lookup", { body: { terms: [...terms] } }));
}

export interface BatchOrder {
  action: BatchAction;
  args?: BatchArgs;
  dry_run?: boolean;
  numbers?: readonly string[];
  filter?: OrderFilterQuery;
}

export function runBatch({ action, args = {}, dry_run = false, numbers, filter }: BatchOrder): Promise<BatchResult> {
  const whom = numbers ? { numbers: [...numbers] } : { filter: filter ?? {} };
  const body = { action, args, dry_run, ...whom } as Wire["BatchIn"];
  return bodyOf(hub.POST("/api/v1/orders/batch", { body }));
}

export function undoBatch(id: number): Promise<Wire["UndoOut"]> {
  return bodyOf(hub.POST("/api/v1/order-batches/{batch_id}/undo", { params: { path: { batch_id: id } } }));
}

export function reveal(number: string, fields: readonly PersonField[], reason: string): Promise<Revealed> {
  const body = { fields: [...fields], reason };
  return bodyOf(hub.POST("/api/v1/orders/{number}/reveal", { params: { path: { number } }, body }));
}

const ASK_EVERY = 700;
const ASK_AT_MOST = 40;

/** Asks a shop's channel for one order and waits for the run to end; the answer tells what differed. */
export async function syncOrder(shopId: number, externalNo: string): Promise<Run> {
  const { run_id } = await bodyOf(
    hub.POST("/api/v1/shops/{shop_id}/sync", {
      params: { path: { shop_id: shopId } },
      body: { external_no: externalNo },
    }),
  );
  let run: Run | undefined;
  for (let asked = 0; asked < ASK_AT_MOST && !run?.ended_at; asked += 1) {
    // A run of one order takes a second or two; asking is simpler than listening for it.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((done) => setTimeout(done, ASK_EVERY));
    // oxlint-disable-next-line no-await-in-loop
    run = (await bodyOf(hub.GET("/api/v1/sync-runs/{run_id}", { params: { path: { run_id } } }))) as Run;
  }
  if (!run) throw new Error(`sync run ${run_id} was not answered`);
  return run;
}

export const viewsQuery = queryOptions({
  queryKey: ["order-views"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/order-views"))).items,
  staleTime: 60_000,
});

export function saveView(view: Wire["ViewIn"]): Promise<OrderView> {
  return bodyOf(hub.POST("/api/v1/order-views", { body: view }));
}

export async function removeView(id: number): Promise<void> {
  await hub.DELETE("/api/v1/order-views/{view_id}", { params: { path: { view_id: id } } });
}

export const tagsQuery = queryOptions({
  queryKey: ["tags"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/tags"))).items,
  staleTime: 60_000,
});
