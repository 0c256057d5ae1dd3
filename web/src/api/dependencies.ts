/** What connections depend on, and planned changes of it, at the hub. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Dependencies = Wire["DependenciesOut"];
export type Egress = Wire["EgressOut"];
export type PlatformApp = Wire["AppOut"];
export type Host = Wire["HostOut"];
export type Kind = Wire["DependencyKind"];
export type Impact = Wire["ImpactOut"];
export type Change = Wire["PlannedChangeOut"];
export type NewChange = Wire["PlannedChangeIn"];
export type Step = "approve" | "withdraw" | "carry-out";

export const KINDS = ["egress_address", "domain", "app_key", "certificate"] as const satisfies readonly Kind[];

export const dependenciesQuery = queryOptions({
  queryKey: ["dependencies", "all"],
  queryFn: () => bodyOf(hub.GET("/api/v1/health/dependencies")),
  refetchInterval: 20_000,
});

export const changesQuery = queryOptions({
  queryKey: ["dependencies", "changes"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/health/changes"))).items,
  refetchInterval: 20_000,
});

export interface Plan {
  kind: Kind;
  subject: string;
  planned: string;
}

export const impactQuery = (plan: Plan) =>
  queryOptions({
    queryKey: ["dependencies", "impact", plan],
    queryFn: () => bodyOf(hub.GET("/api/v1/health/changes/impact", { params: { query: plan } })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export async function declareWhitelist(body: Wire["WhitelistIn"]): Promise<void> {
  await bodyOf(hub.PUT("/api/v1/health/whitelists", { body }));
}

export function propose(body: NewChange): Promise<Change> {
  return bodyOf(hub.POST("/api/v1/health/changes", { body }));
}

const at = (id: number) => ({ params: { path: { change_id: id } } });

export function take(id: number, step: Step): Promise<Change> {
  if (step === "approve") return bodyOf(hub.POST("/api/v1/health/changes/{change_id}/approve", at(id)));
  if (step === "withdraw") return bodyOf(hub.POST("/api/v1/health/changes/{change_id}/withdraw", at(id)));
  return bodyOf(hub.POST("/api/v1/health/changes/{change_id}/carry-out", at(id)));
}

export function reject(id: number, reason: string): Promise<Change> {
  return bodyOf(hub.POST("/api/v1/health/changes/{change_id}/reject", { ...at(id), body: { reason } }));
}
