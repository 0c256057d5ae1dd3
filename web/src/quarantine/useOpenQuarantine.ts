/** How many payloads wait in quarantine, for the rail. */
import { useQuery } from "@tanstack/react-query";
import { quarantineGroupsQuery } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { useFresh } from "@/live/useFresh";

export function useOpenQuarantine(): number {
  const may = useMay();
  const groups = useQuery({ ...quarantineGroupsQuery, enabled: may("quarantine.read") }).data;
  useFresh(["quarantine"], ["quarantine"], 2000);
  return groups?.reduce((sum, group) => sum + group.n, 0) ?? 0;
}
