/** Webhooks of partners (ERP, CRM) at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Endpoint = Wire["PartnerEndpointOut"];
export type Minted = Wire["MintedEndpointOut"];
export type Pinged = Wire["PartnerPingOut"];
export type Delivery = Wire["PartnerDeliveryOut"];
export type DeliveryDetail = Wire["PartnerDeliveryDetailOut"];

export interface Wish {
  name: string;
  url: string;
  topics: string[];
  shop_ids: number[];
}

export interface DeliveryFilter {
  endpoint?: string | undefined;
  state?: Delivery["state"] | undefined;
  outcome?: "ok" | "failed" | "unknown" | undefined;
  topic?: string | undefined;
  key?: string | undefined;
}

const PAGE = 100;
const at = (id: number) => ({ params: { path: { endpoint_id: id } } });

export const endpointsQuery = queryOptions({
  queryKey: ["partners", "endpoints"],
  queryFn: () => bodyOf(hub.GET("/api/v1/partners/endpoints")),
  refetchInterval: 15_000,
});

export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ["partners", "deliveries", filter],
    queryFn: ({ pageParam, signal }) => {
      const { endpoint, ...rest } = filter;
      const query = { ...rest, endpoint_id: endpoint ? Number(endpoint) : null, cursor: pageParam, limit: PAGE };
      return bodyOf(hub.GET("/api/v1/partners/deliveries", { params: { query }, signal }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page: { next: number | null }) => page.next,
    refetchInterval: 15_000,
  });

export const deliveryQuery = (id: number) =>
  queryOptions({
    queryKey: ["partners", "delivery", id],
    queryFn: () => bodyOf(hub.GET("/api/v1/partners/deliveries/{delivery_id}", { params: { path: { delivery_id: id } } })),
  });

export function addEndpoint(body: Wish): Promise<Minted> {
  return bodyOf(hub.POST("/api/v1/partners/endpoints", { body }));
}

export function changeEndpoint(id: number, { url, ...said }: Wish): Promise<Endpoint> {
  return bodyOf(hub.PUT("/api/v1/partners/endpoints/{endpoint_id}", { ...at(id), body: { ...said, url: url || null } }));
}

export async function removeEndpoint(id: number): Promise<void> {
  await bodyOf(hub.DELETE("/api/v1/partners/endpoints/{endpoint_id}", at(id)));
}

export function rotateSecret(id: number): Promise<Minted> {
  return bodyOf(hub.POST("/api/v1/partners/endpoints/{endpoint_id}/rotate", { ...at(id), body: { keep_h: 24 } }));
}

export function pauseEndpoint(id: number): Promise<Endpoint> {
  return bodyOf(hub.POST("/api/v1/partners/endpoints/{endpoint_id}/pause", at(id)));
}

export function resumeEndpoint(id: number): Promise<Endpoint> {
  return bodyOf(hub.POST("/api/v1/partners/endpoints/{endpoint_id}/resume", at(id)));
}

export function pingEndpoint(id: number): Promise<Pinged> {
  return bodyOf(hub.POST("/api/v1/partners/endpoints/{endpoint_id}/ping", at(id)));
}

export async function replaySince({ id, since }: { id: number; since: string }): Promise<number> {
  const call = hub.POST("/api/v1/partners/endpoints/{endpoint_id}/replay", { ...at(id), body: { since } });
  return (await bodyOf(call)).replayed;
}

export async function replay(ids: number[]): Promise<number> {
  return (await bodyOf(hub.POST("/api/v1/partners/deliveries/replay", { body: { ids } }))).replayed;
}
