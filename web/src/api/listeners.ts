/** Listeners, their trials, versions and runs at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Listener = Wire["ListenerOut"];
export type Action = Required<Wire["ActionShape"]>;
export type Spec = Omit<Required<Wire["SpecShape"]>, "actions"> & { actions: Action[] };
export type EventKind = Wire["EventKind"];
export type ActionKind = Wire["ActionKind"];
export type Trial = Wire["ListenerTrialOut"];
export type Run = Wire["ListenerRunOut"];
export type Choices = Wire["ListenerChoices"];
export type Variable = Wire["VariableOut"];

/** How much of the past a trial looks at, at most. */
const MOST_MOMENTS = 2000;

export const listenersQuery = queryOptions({
  queryKey: ["listeners"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/listeners"))).items,
});

export const choicesQuery = queryOptions({
  queryKey: ["listeners", "choices"],
  queryFn: () => bodyOf(hub.GET("/api/v1/listeners/choices")),
  staleTime: 60_000,
});

export const versionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["listeners", id, "versions"],
    queryFn: async () =>
      (await bodyOf(hub.GET("/api/v1/listeners/{listener_id}/versions", { params: { path: { listener_id: id } } })))
        .items,
  });

export const runsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ["listeners", id, "runs"],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        hub.GET("/api/v1/listener-runs", {
          params: { query: { listener_id: id, ...(pageParam !== null && { before: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });

/** What listeners did about one order, newest first. */
export const orderRunsQuery = (number: string) =>
  queryOptions({
    queryKey: ["orders", "one", number, "runs"],
    queryFn: async () =>
      (await bodyOf(hub.GET("/api/v1/listener-runs", { params: { query: { number, limit: 20 } } }))).items,
  });

/** A new listener as a draft, or the next version of one there is. */
export function saveListener(before: Listener | null, spec: Spec): Promise<Listener> {
  if (before === null) return bodyOf(hub.POST("/api/v1/listeners", { body: spec }));
  const params = { path: { listener_id: before.id } };
  return bodyOf(hub.PUT("/api/v1/listeners/{listener_id}", { params, body: { spec, based_on: before.version } }));
}

export function switchListener(one: Listener, state: "live" | "paused"): Promise<Listener> {
  const params = { path: { listener_id: one.id } };
  return bodyOf(hub.PUT("/api/v1/listeners/{listener_id}/state", { params, body: { state, based_on: one.version } }));
}

export function restoreVersion(id: number, version: number): Promise<Listener> {
  const params = { path: { listener_id: id, version } };
  return bodyOf(hub.POST("/api/v1/listeners/{listener_id}/versions/{version}/restore", { params }));
}

export function tryListener(spec: Spec, hours: number): Promise<Trial> {
  return bodyOf(hub.POST("/api/v1/listeners/trial", { body: { spec, hours, last_n: MOST_MOMENTS } }));
}
