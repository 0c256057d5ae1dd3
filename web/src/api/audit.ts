/** The audit log at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

type Entries = Wire["Entries"];
export type AuditEntry = Entries["items"][number];

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  object?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(hub.GET("/api/v1/audit-log", { params: { query: { ...filter, cursor: pageParam, limit: 100 } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Entries) => page.next ?? null,
  });

export const verificationQuery = queryOptions({
  queryKey: ["audit-verification"],
  queryFn: () => bodyOf(hub.GET("/api/v1/audit-log/verification")),
  staleTime: 60_000,
});
