/** Sources (systems that speak their own JSON) at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Source = Wire["SourceOut"];
export type Minted = Wire["MintedSourceOut"];
export type Kind = Source["kind"];
export type Receipt = Wire["SourceReceiptOut"];
export type Aside = Wire["AsideOut"];
export type Replayed = Wire["SourceReplayedRow"];
export type Mappings = Wire["SourceMappingsOut"];
export type Field = Wire["SourceFieldOut"];
export type Trial = Wire["SourceTrialOut"];
export type Asked = Wire["SourceAskedOut"];
export type PullWish = Wire["SourcePullIn"];

export interface Draft {
  targets: Record<string, string>;
  words: Record<string, Record<string, string>>;
}

const PAGE = 100;
const at = (id: number) => ({ params: { path: { source_id: id } } });

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: () => bodyOf(hub.GET("/api/v1/sources")),
  refetchInterval: 15_000,
});

export const receiptsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["sources", id, "receipts"],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        hub.GET("/api/v1/sources/{source_id}/receipts", {
          params: { path: { source_id: id }, query: { cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page: { next: string | null }) => (page.next === null ? null : Number(page.next)),
  });

export const mappingsQuery = (id: number) =>
  queryOptions({
    queryKey: ["sources", id, "mapping"],
    queryFn: () => bodyOf(hub.GET("/api/v1/sources/{source_id}/mapping", at(id))),
  });

export const asideQuery = (id: number, state: Aside["state"]) =>
  infiniteQueryOptions({
    queryKey: ["sources", id, "aside", state],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        hub.GET("/api/v1/sources/{source_id}/aside", {
          params: { path: { source_id: id }, query: { state, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page: { next: string | null }) => (page.next === null ? null : Number(page.next)),
  });

export const entryQuery = (id: number, entry: string) =>
  queryOptions({
    queryKey: ["sources", id, "entry", entry],
    queryFn: () =>
      bodyOf(
        hub.GET("/api/v1/sources/{source_id}/aside/{aside_id}", {
          params: { path: { source_id: id, aside_id: Number(entry) } },
        }),
      ),
  });

export function addSource(body: { name: string; kind: Kind; warehouse: string }): Promise<Minted> {
  return bodyOf(hub.POST("/api/v1/sources", { body }));
}

export function changeSource(id: number, body: { name: string; warehouse: string }): Promise<Source> {
  return bodyOf(hub.PUT("/api/v1/sources/{source_id}", { ...at(id), body }));
}

export function pauseSource(id: number): Promise<Source> {
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/pause", at(id)));
}

export function resumeSource(id: number): Promise<Source> {
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/resume", at(id)));
}

export function rotateSecret(id: number): Promise<Minted> {
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/rotate", { ...at(id), body: { keep_h: 24 } }));
}

export async function removeSource(id: number): Promise<void> {
  await bodyOf(hub.DELETE("/api/v1/sources/{source_id}", at(id)));
}

export function tryMapping(id: number, draft: Draft, sample: string): Promise<Trial> {
  const body = { ...draft, sample: sample.trim() || null };
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/mapping/trial", { ...at(id), body }));
}

export function publishMapping(id: number, body: Draft): Promise<Wire["SourceMappingOut"]> {
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/mapping", { ...at(id), body }));
}

export function restoreMapping(id: number, version: number): Promise<Wire["SourceMappingOut"]> {
  const path = { source_id: id, version };
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/mapping/{version}/restore", { params: { path } }));
}

export async function latestSample(id: number): Promise<string> {
  const { payload } = await bodyOf(hub.GET("/api/v1/sources/{source_id}/sample", at(id)));
  return JSON.stringify(payload, null, 2);
}

export async function replay(id: number, ids: string[] | null): Promise<Replayed[]> {
  const body = { ids: ids?.map(Number) ?? null };
  return (await bodyOf(hub.POST("/api/v1/sources/{source_id}/aside/replay", { ...at(id), body }))).results;
}

export async function dismiss(id: number, ids: string[], reason: string): Promise<string[]> {
  const body = { ids: ids.map(Number), reason };
  return (await bodyOf(hub.POST("/api/v1/sources/{source_id}/aside/dismiss", { ...at(id), body }))).dismissed;
}

export function setPull(id: number, body: PullWish): Promise<Source> {
  return bodyOf(hub.PUT("/api/v1/sources/{source_id}/pull", { ...at(id), body }));
}

export function stopPull(id: number): Promise<Source> {
  return bodyOf(hub.DELETE("/api/v1/sources/{source_id}/pull", at(id)));
}

export function askNow(id: number): Promise<Asked> {
  return bodyOf(hub.POST("/api/v1/sources/{source_id}/pull/now", at(id)));
}
