/** Parcels, what is told, scans and disagreements at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Package = Wire["PackageOut"];
export type Task = Wire["TaskOut"];
export type WaitingScan = Wire["ScanOut"];
export type Disagreement = Wire["DisagreementOut"];
export type Counts = Wire["FulfilmentCountsOut"];
export type NewScan = Wire["ScanIn"];
export type Condition = Wire["Condition"];
export type Tracking = Wire["TrackingOut"];
export type NewAccount = Wire["AccountIn"];
export type Scanned = Wire["ScannedOut"];

const PAGE = 100;
const cursorOf = (page: string | null) => (page === null ? null : Number(page));
const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
};

export const countsQuery = queryOptions({
  queryKey: ["fulfilment", "counts"],
  queryFn: () => bodyOf(hub.GET("/api/v1/fulfilment/counts")),
});

export const packagesQuery = (q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["fulfilment", "packages", q],
    queryFn: ({ pageParam, signal }) => {
      const query = { q: q ?? null, cursor: cursorOf(pageParam), limit: PAGE };
      return bodyOf(hub.GET("/api/v1/fulfilment/packages", { params: { query }, signal }));
    },
    ...paging,
  });

export const tasksQuery = (q: string | undefined, state: "open" | "all") =>
  infiniteQueryOptions({
    queryKey: ["fulfilment", "tasks", q, state],
    queryFn: ({ pageParam, signal }) => {
      const query = { q: q ?? null, state, cursor: cursorOf(pageParam), limit: PAGE };
      return bodyOf(hub.GET("/api/v1/fulfilment/tasks", { params: { query }, signal }));
    },
    ...paging,
  });

export const waitingScansQuery = infiniteQueryOptions({
  queryKey: ["fulfilment", "scans"],
  queryFn: ({ pageParam, signal }) => {
    const query = { cursor: cursorOf(pageParam), limit: PAGE };
    return bodyOf(hub.GET("/api/v1/fulfilment/scans", { params: { query }, signal }));
  },
  ...paging,
});

export const disagreementsQuery = (state: "open" | "all") =>
  infiniteQueryOptions({
    queryKey: ["fulfilment", "disagreements", state],
    queryFn: ({ pageParam, signal }) => {
      const query = { state, cursor: cursorOf(pageParam), limit: PAGE };
      return bodyOf(hub.GET("/api/v1/fulfilment/disagreements", { params: { query }, signal }));
    },
    ...paging,
  });

export const routeQuery = (id: string) =>
  queryOptions({
    queryKey: ["fulfilment", "route", id],
    queryFn: ({ signal }) => {
      const params = { path: { package_id: Number(id) } };
      return bodyOf(hub.GET("/api/v1/fulfilment/packages/{package_id}/route", { params, signal }));
    },
  });

export const trackingQuery = queryOptions({
  queryKey: ["fulfilment", "tracking"],
  queryFn: () => bodyOf(hub.GET("/api/v1/fulfilment/tracking")),
});

export async function setUpTracking(body: NewAccount): Promise<void> {
  await bodyOf(hub.PUT("/api/v1/fulfilment/tracking", { body }));
}

export function retryTask(id: string): Promise<Task> {
  const params = { path: { task_id: Number(id) } };
  return bodyOf(hub.POST("/api/v1/fulfilment/tasks/{task_id}/retry", { params }));
}

export async function sendScans(scans: NewScan[]): Promise<Scanned[]> {
  return (await bodyOf(hub.POST("/api/v1/fulfilment/scans", { body: { scans } }))).results;
}

export type Part = Wire["DeliveryPartOut"];
export type Shown = Wire["DeliveryPartsOut"];

export const partsQuery = (number: string) =>
  queryOptions({
    queryKey: ["fulfilment", "parts", number],
    queryFn: async ({ signal }) => {
      const params = { path: { number } };
      return bodyOf(hub.GET("/api/v1/fulfilment/orders/{number}/parts", { params, signal }));
    },
  });

export function splitOrder({ number, parts }: { number: string; parts: Record<string, number>[] }) {
  const body = { parts: parts.map((lines) => ({ lines })) };
  return bodyOf(hub.PUT("/api/v1/fulfilment/orders/{number}/parts", { params: { path: { number } }, body }));
}

export function joinOrder(number: string) {
  return bodyOf(hub.DELETE("/api/v1/fulfilment/orders/{number}/parts", { params: { path: { number } } }));
}

export type Offer = Wire["MergeOut"];

export const mergesQuery = queryOptions({
  queryKey: ["fulfilment", "merges"],
  queryFn: ({ signal }) => bodyOf(hub.GET("/api/v1/fulfilment/merges", { signal })),
});

export function mergeOrders(numbers: string[]) {
  return bodyOf(hub.POST("/api/v1/fulfilment/merges", { body: { numbers } }));
}

export function partOrders(number: string) {
  return bodyOf(hub.DELETE("/api/v1/fulfilment/merges/{number}", { params: { path: { number } } }));
}

export type NoteFlag = Wire["NoteFlagOut"];

export const noteQuery = (number: string) =>
  queryOptions({
    queryKey: ["fulfilment", "note", number],
    queryFn: ({ signal }) =>
      bodyOf(hub.GET("/api/v1/fulfilment/notes/{number}", { params: { path: { number } }, signal })),
  });

export function writeNote({ number, note, flag }: { number: string; note: string; flag: number | null }) {
  return bodyOf(hub.PUT("/api/v1/fulfilment/notes/{number}", { params: { path: { number } }, body: { note, flag } }));
}

export type Warehouse = Wire["WarehousesOut"]["items"][number];
export type Merging = Pick<Warehouse, "id" | "gather_minutes" | "merges" | "within_hours" | "alone_shop_ids">;

export const warehousesQuery = queryOptions({
  queryKey: ["fulfilment", "warehouses"],
  queryFn: ({ signal }) => bodyOf(hub.GET("/api/v1/fulfilment/warehouses", { signal })),
});

export async function setMerging(changed: Merging[]): Promise<void> {
  const set = ({ id, gather_minutes, merges, within_hours, alone_shop_ids }: Merging) => {
    const params = { path: { warehouse_id: id } };
    const body = { gather_minutes, merges, within_hours, alone_shop_ids };
    return bodyOf(hub.PUT("/api/v1/fulfilment/warehouses/{warehouse_id}/merging", { params, body }));
  };
  await Promise.all(changed.map(set));
}
