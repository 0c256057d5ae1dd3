/** The work areas that this person may enter on this hub; drills are there on a demo only. */
import { useQuery } from "@tanstack/react-query";
import { drillsQuery } from "@/api/drills";
import { useMay } from "@/api/session";
import { AREAS, type Area } from "@/app/areas";

export function useAreas(): readonly Area[] {
  const may = useMay();
  const drills = useQuery({ ...drillsQuery, enabled: may("drills.run") }).data;
  return AREAS.filter(
    ({ code, permissions }) =>
      permissions.some((permission) => may(permission)) && (code !== "drills" || drills?.available),
  );
}
