/** Completeness, certificates and backfills at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { API, type Wire, bodyOf, hub, queryString } from "@/api/http";

export type DayState = "waiting" | "complete" | "filled" | "open";
export type CompletenessDay = Omit<Wire["DayOut"], "state"> & { state: DayState };
export type Check = Omit<Wire["HourCheckOut"], "state" | "round"> & { state: DayState; round: "hourly" | "daily" };
export type BackfillState = "running" | "paused" | "done" | "cancelled" | "failed";
export type Backfill = Omit<Wire["BackfillOut"], "state"> & { state: BackfillState };

export const daysQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["completeness", "days", from, to],
    queryFn: async ({ signal }) =>
      (await bodyOf(hub.GET("/api/v1/completeness", { params: { query: { from, to } }, signal }))).items as CompletenessDay[],
    staleTime: 30_000,
  });

export const checksQuery = (shopId: number, day: string) =>
  queryOptions({
    queryKey: ["completeness", "checks", shopId, day],
    queryFn: async () => {
      const params = { path: { shop_id: shopId, day } };
      return (await bodyOf(hub.GET("/api/v1/completeness/{shop_id}/{day}", { params }))).items as Check[];
    },
  });

export async function checkAgain(shopId: number, day: string): Promise<number> {
  const params = { path: { shop_id: shopId, day } };
  return (await bodyOf(hub.POST("/api/v1/completeness/{shop_id}/{day}/check", { params }))).checks;
}

/** For the browser to download by itself. */
export function certificateAddress(shopId: number, day: string, format: "json" | "pdf"): string {
  return `${API}/certificates/${shopId}/${day}${queryString({ format })}`;
}

interface BackfillPage {
  items: Backfill[];
  next: string | null;
}

export const backfillsQuery = infiniteQueryOptions({
  queryKey: ["backfills"],
  queryFn: async ({ pageParam, signal }) => {
    const params = { query: { cursor: pageParam === null ? null : Number(pageParam), limit: 20 } };
    return (await bodyOf(hub.GET("/api/v1/backfills", { params, signal }))) as BackfillPage;
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page: BackfillPage) => page.next,
});

export async function beginBackfill(shopId: number, span: { from: string; to: string }): Promise<void> {
  await hub.POST("/api/v1/shops/{shop_id}/backfills", { params: { path: { shop_id: shopId } }, body: span });
}

export type BackfillStep = "pause" | "resume" | "cancel";

const STEPS = {
  pause: "/api/v1/backfills/{backfill_id}/pause",
  resume: "/api/v1/backfills/{backfill_id}/resume",
  cancel: "/api/v1/backfills/{backfill_id}/cancel",
} as const;

export async function stepBackfill(id: number, step: BackfillStep): Promise<void> {
  await hub.POST(STEPS[step], { params: { path: { backfill_id: id } } });
}
