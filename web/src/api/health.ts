/** Connection health and incidents at the hub. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";
import { language } from "@/i18n";

export type Words = Wire["WordsOut"];
export type ApiHealth = Wire["ApiOut"];
export type ShopHealth = Wire["ShopHealthOut"];
export type PeerHealth = Wire["PeerHealthOut"];
export type ChannelFigures = Wire["ChannelFiguresOut"];
export type Series = Wire["SeriesOut"];
export type Point = Wire["PointOut"];
export type BookEntry = Wire["BookEntryOut"];
export type Incident = Wire["IncidentOut"];
export type IncidentDetail = Wire["IncidentDetailOut"];
export type IncidentEntry = Wire["IncidentEntryOut"];

export const WINDOWS = ["15m", "1h", "6h", "24h", "7d"] as const;
export type Window = (typeof WINDOWS)[number];

/** The hub says causes and remedies in both languages. */
export function said(words: Words): string {
  return language() === "en" ? words.en : words.zh;
}

export const boardQuery = (window: Window) =>
  queryOptions({
    queryKey: ["health", "board", window],
    queryFn: () => bodyOf(hub.GET("/api/v1/health/board", { params: { query: { window } } })),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });

export interface SeriesOf {
  window: Window;
  shop_id?: number | undefined;
  peer?: string | undefined;
  method?: string | undefined;
}

export const seriesQuery = (of: SeriesOf) =>
  queryOptions({
    queryKey: ["health", "series", of],
    queryFn: () => bodyOf(hub.GET("/api/v1/health/series", { params: { query: of } })),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });

export const comparisonQuery = (days: number) =>
  queryOptions({
    queryKey: ["health", "comparison", days],
    queryFn: () => bodyOf(hub.GET("/api/v1/health/comparison", { params: { query: { days } } })),
    staleTime: 60_000,
  });

export const errorBookQuery = queryOptions({
  queryKey: ["health", "errors"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/health/errors"))).items,
  staleTime: 30 * 60_000,
});

export type IncidentFilter = { state: "current" | "resolved" };

export const incidentsQuery = (filter: IncidentFilter) =>
  infiniteQueryOptions({
    queryKey: ["incidents", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const params = { query: { ...filter, cursor: pageParam === null ? null : Number(pageParam), limit: 100 } };
      return bodyOf(hub.GET("/api/v1/incidents", { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

const at = (id: number) => ({ params: { path: { incident_id: id } } });

export const incidentQuery = (id: number) =>
  queryOptions({
    queryKey: ["incidents", "one", id],
    queryFn: () => bodyOf(hub.GET("/api/v1/incidents/{incident_id}", at(id))),
    refetchInterval: 15_000,
  });

export function acknowledge(id: number): Promise<Incident> {
  return bodyOf(hub.POST("/api/v1/incidents/{incident_id}/acknowledge", at(id)));
}

export function assign(id: number, owner: string | null): Promise<Incident> {
  return bodyOf(hub.POST("/api/v1/incidents/{incident_id}/assign", { ...at(id), body: { owner } }));
}

export function resolve(id: number, reason: string): Promise<Incident> {
  return bodyOf(hub.POST("/api/v1/incidents/{incident_id}/resolve", { ...at(id), body: { reason } }));
}
