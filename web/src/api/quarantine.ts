/** The quarantine at the hub. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/http";
import type { Page } from "@/api/types";

export interface QuarantineGroup {
  shop_id: number;
  reason: string;
  n: number;
  oldest_at: string | null;
}

export const quarantineGroupsQuery = queryOptions({
  queryKey: ["quarantine", "groups"],
  queryFn: async () => (await get<Page<QuarantineGroup>>("/quarantine/groups")).items,
  staleTime: 15_000,
});
