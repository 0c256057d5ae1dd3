/** Rule sets at the hub. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/http";
import type { Page } from "@/api/types";

export interface Rule {
  id: string;
  name: string;
  when: string;
  tag: string | null;
  label: string | null;
  color: string | null;
  priority: number | null;
  review: "approve" | "hold" | null;
  reason: string | null;
  enabled: boolean;
}

export interface RuleSet {
  id: number;
  name: string;
  version: number;
  published_at: string | null;
  published_by: string | null;
  rules: Rule[];
}

export const ruleSetsQuery = queryOptions({
  queryKey: ["rule-sets"],
  queryFn: async () => (await get<Page<RuleSet>>("/rule-sets")).items,
  staleTime: 60_000,
});
