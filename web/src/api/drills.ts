/** Drills at the hub of a demo. */
import { queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Drills = Wire["DrillsOut"];
export type Drill = Wire["DrillOut"];
export type DrillRun = Wire["DrillRunOut"];
export type Verdict = Wire["DrillVerdictOut"];
export type Phase = NonNullable<DrillRun["phase"]>;

const LOOK_EVERY_MS = 1000;

/** Looked at every second while one runs; whether this hub is a demo does not change. */
export const drillsQuery = queryOptions({
  queryKey: ["drills"],
  queryFn: () => bodyOf(hub.GET("/api/v1/drills")),
  staleTime: 5 * 60_000,
  refetchInterval: (query) => (query.state.data?.run?.state === "running" ? LOOK_EVERY_MS : false),
});

export function runDrill(name: string): Promise<DrillRun> {
  return bodyOf(hub.POST("/api/v1/drills/runs", { body: { name } }));
}
