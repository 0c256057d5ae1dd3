/** How many payloads wait in quarantine, for the rail. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { quarantineGroupsQuery } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { useLive } from "@/live/LiveProvider";

export function useOpenQuarantine(): number {
  const may = useMay();
  const queries = useQueryClient();
  const groups = useQuery({ ...quarantineGroupsQuery, enabled: may("quarantine.read") }).data;
  useLive(["quarantine"], () => void queries.invalidateQueries({ queryKey: ["quarantine"] }), 2000);
  return groups?.reduce((sum, group) => sum + group.n, 0) ?? 0;
}
