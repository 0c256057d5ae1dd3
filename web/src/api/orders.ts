/** Orders at the hub: lists, one order, batches, views. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Query, get, send } from "@/api/http";
import type {
  BatchAction,
  BatchResult,
  FieldChange,
  LookupResult,
  OrderCounts,
  OrderDetail,
  OrderPage,
  OrderView,
  Page,
  PersonField,
  RawPayload,
  TimelineItem,
  TimelineKind,
} from "@/api/types";

export const ORDERS_PER_PAGE = 100;
export const LOOKUP_MOST = 500;

export function loadOrders(query: Query, cursor: string | null, signal?: AbortSignal): Promise<OrderPage> {
  return get<OrderPage>("/orders", { ...query, cursor, limit: ORDERS_PER_PAGE }, signal);
}

export const orderListQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", query],
    queryFn: ({ pageParam, signal }) => loadOrders(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: OrderPage) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

export const orderCountsQuery = (shops: readonly string[]) =>
  queryOptions({
    queryKey: ["orders", "counts", shops],
    queryFn: ({ signal }) => get<OrderCounts>("/orders/counts", { shop_id: shops }, signal),
    placeholderData: keepPreviousData,
    staleTime: 2_000,
  });

export const orderQuery = (number: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["orders", "one", number, asOf ?? "now"],
    queryFn: ({ signal }) => get<OrderDetail>(`/orders/${number}`, { as_of: asOf }, signal),
    staleTime: 5_000,
  });

export const timelineQuery = (number: string, kinds: readonly TimelineKind[]) =>
  infiniteQueryOptions({
    queryKey: ["orders", "timeline", number, kinds],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineItem>>(`/orders/${number}/timeline`, { kind: kinds, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<TimelineItem>) => page.next,
    placeholderData: keepPreviousData,
  });

export const rawQuery = (number: string, fact: string | undefined) =>
  queryOptions({
    queryKey: ["orders", "raw", number, fact ?? "latest"],
    queryFn: ({ signal }) => get<RawPayload>(`/orders/${number}/raw`, { fact }, signal),
  });

export function lookUp(terms: readonly string[]): Promise<LookupResult> {
  return send<LookupResult>("POST", "/orders/lookup", { terms });
}

export interface BatchOrder {
  action: BatchAction;
  args?: Record<string, unknown>;
  dry_run?: boolean;
  numbers?: readonly string[];
  filter?: Query;
}

export function runBatch(batch: BatchOrder): Promise<BatchResult> {
  return send<BatchResult>("POST", "/orders/batch", { args: {}, dry_run: false, ...batch });
}

export function undoBatch(id: string): Promise<BatchResult> {
  return send<BatchResult>("POST", `/order-batches/${id}/undo`);
}

export interface Revealed {
  values: Record<string, string | null>;
  quota_left: number;
}

export function reveal(number: string, fields: readonly PersonField[], reason: string): Promise<Revealed> {
  return send<Revealed>("POST", `/orders/${number}/reveal`, { fields, reason });
}

export interface SyncedOrder {
  difference: FieldChange[] | null;
}

export function syncOrder(number: string): Promise<SyncedOrder> {
  return send<SyncedOrder>("POST", `/orders/${number}/sync`);
}

export const viewsQuery = queryOptions({
  queryKey: ["order-views"],
  queryFn: async () => (await get<Page<OrderView>>("/order-views")).items,
  staleTime: 60_000,
});

export type ViewDraft = Pick<OrderView, "name" | "query" | "shared" | "columns">;

export function saveView(view: ViewDraft): Promise<OrderView> {
  return send<OrderView>("POST", "/order-views", view);
}

export function changeView(id: number, change: Partial<ViewDraft>): Promise<OrderView> {
  return send<OrderView>("PATCH", `/order-views/${id}`, change);
}

export function removeView(id: number): Promise<void> {
  return send("DELETE", `/order-views/${id}`);
}
