/** Rule sets and tags at the hub. */
import { queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type RuleSet = Wire["RuleSetOut"];
export type RuleDraft = Wire["RuleIn"];
export type Fault = Wire["FaultOut"];

export const ruleSetsQuery = queryOptions({
  queryKey: ["rule-sets"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/rule-sets"))).items,
  staleTime: 30_000,
});

export const variablesQuery = queryOptions({
  queryKey: ["rule-sets", "variables"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/rule-sets/variables"))).items,
  staleTime: 10 * 60_000,
});

export const editionsQuery = (setId: number) =>
  queryOptions({
    queryKey: ["rule-sets", setId, "versions"],
    queryFn: async () =>
      (await bodyOf(hub.GET("/api/v1/rule-sets/{set_id}/versions", { params: { path: { set_id: setId } } }))).items,
  });

export async function checkRules(rules: RuleDraft[]): Promise<Fault[]> {
  return (await bodyOf(hub.POST("/api/v1/rule-sets/check", { body: { rules } }))).faults;
}

export function publishRules(set: RuleSet, rules: RuleDraft[], enabled: boolean): Promise<RuleSet> {
  const body = { based_on: set.version, enabled, rules };
  return bodyOf(hub.PUT("/api/v1/rule-sets/{set_id}", { params: { path: { set_id: set.id } }, body }));
}

export function restoreEdition(setId: number, version: number): Promise<RuleSet> {
  return bodyOf(
    hub.POST("/api/v1/rule-sets/{set_id}/versions/{version}/restore", {
      params: { path: { set_id: setId, version } },
    }),
  );
}

export function tryRules(rules: RuleDraft[], lastN: number) {
  return bodyOf(hub.POST("/api/v1/order-rules/trial", { body: { rules, last_n: lastN } }));
}

export async function defineTag(tag: string, look: Wire["TagIn"]): Promise<void> {
  await hub.PUT("/api/v1/tags/{tag}", { params: { path: { tag } }, body: look });
}
