/** Shops and channels at the hub. */
import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Wire, bodyOf, hub } from "@/api/http";
import type { Run } from "@/api/types";

export type CredentialField = Wire["CredentialFieldOut"];
export type ShopState = "active" | "paused" | "reauthorise" | "blocked";
export type MappedField = Wire["FieldIn"];
export type MappingVersion = Omit<Wire["MappingOut"], "fields"> & { fields?: MappedField[] | null };

export interface Shop extends Omit<Wire["ShopOut"], "state"> {
  state: ShopState;
}

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/channels"))).items,
  staleTime: 10 * 60_000,
});

export const shopsQuery = queryOptions({
  queryKey: ["shops"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/shops"))).items as Shop[],
  staleTime: 10_000,
});

/** Channel and shop names by id, for lists that carry only ids. */
export function useShopNames(): { shop(id: number): string; channel(code: string): string } {
  const shops = useQuery(shopsQuery).data;
  const channels = useQuery(channelsQuery).data;
  return useMemo(
    () => ({
      shop: (id) => shops?.find((shop) => shop.id === id)?.name ?? `#${id}`,
      channel: (code) => channels?.find((channel) => channel.code === code)?.label ?? code,
    }),
    [shops, channels],
  );
}

interface RunPage {
  items: Run[];
  next: string | null;
}

export const runsQuery = (shopId: number) =>
  infiniteQueryOptions({
    queryKey: ["shops", shopId, "runs"],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { shop_id: shopId }, query: { cursor: pageParam === null ? null : Number(pageParam) } };
      return (await bodyOf(hub.GET("/api/v1/shops/{shop_id}/runs", { params, signal }))) as RunPage;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: RunPage) => page.next,
  });

const at = (shopId: number) => ({ params: { path: { shop_id: shopId } } });

export function connectShop(shop: Wire["ConnectIn"]): Promise<Wire["ConnectedOut"]> {
  return bodyOf(hub.POST("/api/v1/shops", { body: shop }));
}

/** The channel's page on which the seller agrees to a new shop. */
export async function beginConsent(shop: Wire["ConnectIn"]): Promise<string> {
  return (await bodyOf(hub.POST("/api/v1/consents", { body: shop }))).url;
}

/** The same for a shop that is connected already. */
export async function beginRenewal(shopId: number): Promise<string> {
  return (await bodyOf(hub.POST("/api/v1/shops/{shop_id}/consent", at(shopId)))).url;
}

export async function changeShop(shopId: number, change: Wire["ChangeIn"]): Promise<void> {
  await hub.PATCH("/api/v1/shops/{shop_id}", { ...at(shopId), body: change });
}

export async function replaceCredentials(shopId: number, credentials: Record<string, string>): Promise<void> {
  await hub.PUT("/api/v1/shops/{shop_id}/credentials", { ...at(shopId), body: { credentials } });
}

export async function pauseShop(shopId: number): Promise<void> {
  await hub.POST("/api/v1/shops/{shop_id}/pause", at(shopId));
}

export async function resumeShop(shopId: number): Promise<void> {
  await hub.POST("/api/v1/shops/{shop_id}/resume", at(shopId));
}

export function syncShop(shopId: number, span: { from: string | null; to: string | null }): Promise<Wire["RunRequestedOut"]> {
  return bodyOf(hub.POST("/api/v1/shops/{shop_id}/sync", { ...at(shopId), body: span }));
}

export const mappingsQuery = (shopId: number) =>
  queryOptions({
    queryKey: ["shops", shopId, "field-mappings"],
    queryFn: async () =>
      (await bodyOf(hub.GET("/api/v1/shops/{shop_id}/field-mappings", at(shopId)))).items as MappingVersion[],
  });

export function tryMapping(shopId: number, fields: MappedField[]) {
  return bodyOf(hub.POST("/api/v1/shops/{shop_id}/field-mappings/trial", { ...at(shopId), body: { fields } }));
}

export function publishMapping(shopId: number, fields: MappedField[]) {
  return bodyOf(hub.POST("/api/v1/shops/{shop_id}/field-mappings", { ...at(shopId), body: { fields } }));
}

export function restoreMapping(shopId: number, version: number) {
  return bodyOf(
    hub.POST("/api/v1/shops/{shop_id}/field-mappings/{version}/restore", {
      params: { path: { shop_id: shopId, version } },
    }),
  );
}

export const shapeQuery = (shopId: number) =>
  queryOptions({
    queryKey: ["shops", shopId, "shape-mapping"],
    queryFn: async () => (await bodyOf(hub.GET("/api/v1/shops/{shop_id}/shape-mapping", at(shopId)))).items as MappingVersion[],
  });

export function tryShape(shopId: number, targets: Record<string, string>) {
  return bodyOf(hub.POST("/api/v1/shops/{shop_id}/shape-mapping/trial", { ...at(shopId), body: { targets } }));
}

export function publishShape(shopId: number, targets: Record<string, string>) {
  return bodyOf(hub.POST("/api/v1/shops/{shop_id}/shape-mapping", { ...at(shopId), body: { targets } }));
}

export function restoreShape(shopId: number, version: number) {
  return bodyOf(
    hub.POST("/api/v1/shops/{shop_id}/shape-mapping/{version}/restore", {
      params: { path: { shop_id: shopId, version } },
    }),
  );
}
