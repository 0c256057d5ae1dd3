/** Incidents: what is broken, why, since when, who sees to it; and what was, and how long it took. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Incident, incidentsQuery } from "@/api/health";
import { useShopNames } from "@/api/shops";
import { incidentColumns } from "@/incidents/incidentColumns";
import { INCIDENT_LISTS, type IncidentsSearch } from "@/incidents/incidentsSearch";
import { useFresh } from "@/live/useFresh";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";
import { useMinute } from "@/ui/useMinute";

const IncidentPanel = lazy(() => import("@/incidents/IncidentPanel"));

const idOf = (incident: Incident) => String(incident.id);

export function Incidents() {
  const { t } = useTranslation(["incidents", "common"]);
  const search = useSearch({ from: "/hub/incidents" });
  const navigate = useNavigate({ from: "/incidents" });
  const now = useMinute();
  const state = search.state ?? "current";
  const list = useInfiniteQuery(incidentsQuery({ state }));
  const incidents = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  useFresh(["incidents"], ["incidents"], 800);
  const { shop, channel } = useShopNames();
  const change = (next: Partial<IncidentsSearch>) => void navigate({ search: (before) => ({ ...before, ...next }) });
  const open = (incident: Incident) => change({ incident: idOf(incident) });
  const columns = incidentColumns({ t, shop, channel, open, now });
  return (
    <Screen
      title={t("common:area.incidents")}
      lead={t("lead")}
      bar={
        <Segments
          label={t("state.label")}
          value={state}
          options={INCIDENT_LISTS.map((key) => ({ value: key, label: t(`state.${key}`) }))}
          onChange={(next) => change({ state: next, incident: undefined })}
        />
      }
    >
      <Answered query={list} what={t("common:area.incidents")}>
        {() =>
          incidents.length === 0 ? (
            <Notice title={t(`empty.${state}`)} text={t(`empty.${state}Next`)} />
          ) : (
            <DataTable
              label={t("common:area.incidents")}
              rows={incidents}
              rowKey={idOf}
              columns={columns}
              density="comfortable"
              opened={search.incident ?? null}
              onOpen={open}
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
            />
          )
        }
      </Answered>
      <Suspense>
        {search.incident && (
          <IncidentPanel
            key={search.incident}
            id={Number(search.incident)}
            onClose={() => change({ incident: undefined })}
          />
        )}
      </Suspense>
    </Screen>
  );
}
