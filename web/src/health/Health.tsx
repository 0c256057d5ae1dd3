/** Connection health: every API of every shop and peer, calls over time, channels side by side, the error book. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { WINDOWS, boardQuery } from "@/api/health";
import { Board, rowKey } from "@/health/Board";
import { type HealthSearch, PANES } from "@/health/healthSearch";
import { WHOSE, ownersOf } from "@/health/owner";
import { useKinds } from "@/health/useKinds";
import { useFresh } from "@/live/useFresh";
import { Answered } from "@/ui/Answered";
import { Loading } from "@/ui/Loading";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

const Charts = lazy(() => import("@/health/Charts"));
const Comparison = lazy(() => import("@/health/Comparison"));
const ErrorBook = lazy(() => import("@/health/ErrorBook"));
const DependencyPane = lazy(() => import("@/dependencies/DependencyPane"));
const ChangePane = lazy(() => import("@/dependencies/ChangePane"));
const ApiPanel = lazy(() => import("@/health/ApiPanel"));

export function Health() {
  const { t } = useTranslation(["health", "common"]);
  const search = useSearch({ from: "/hub/health" });
  const navigate = useNavigate({ from: "/health" });
  const window = search.window ?? "1h";
  const pane = search.pane ?? "board";
  useFresh(["incidents", "shops"], ["health"], 1500);
  useFresh(["dependencies", "incidents", "shops"], ["dependencies"], 500);
  const change = (next: Partial<HealthSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  return (
    <Screen
      title={t("common:area.health")}
      lead={t("lead")}
      bar={
        <>
          <Segments
            label={t("pane.label")}
            value={pane}
            options={PANES.map((key) => ({ value: key, label: t(`pane.${key}`) }))}
            onChange={(next) => change({ pane: next, of: undefined, method: undefined, change: undefined })}
          />
          {(pane === "board" || pane === "charts") && (
            <Segments
              label={t("window.label")}
              value={window}
              options={WINDOWS.map((key) => ({ value: key, label: t(`window.${key}`) }))}
              onChange={(next) => change({ window: next })}
            />
          )}
          {pane === "board" && (
            <Segments
              label={t("whose.label")}
              value={search.whose ?? "all"}
              options={WHOSE.map((key) => ({ value: key, label: t(`whose.${key}`) }))}
              onChange={(next) => change({ whose: next, of: undefined, method: undefined })}
            />
          )}
        </>
      }
    >
      <Suspense fallback={<Loading />}>
        {pane === "board" && <BoardPane search={search} change={change} />}
        {pane === "charts" && <Charts of={{ window }} />}
        {pane === "comparison" && <Comparison />}
        {pane === "errors" && <ErrorBook />}
        {pane === "dependencies" && <DependencyPane />}
        {pane === "changes" && <ChangePane opened={search.change} onOpen={(id) => change({ change: id })} />}
      </Suspense>
    </Screen>
  );
}

interface BoardPaneProps {
  search: HealthSearch;
  change(next: Partial<HealthSearch>): void;
}

function BoardPane({ search, change }: BoardPaneProps) {
  const { t } = useTranslation("common");
  const window = search.window ?? "1h";
  const kinds = useKinds();
  const query = useQuery(boardQuery(window));
  const whose = search.whose ?? "all";
  const owners = useMemo(() => (query.data ? ownersOf(query.data, kinds, whose) : []), [query.data, kinds, whose]);
  const owner = owners.find((one) => one.key === search.of);
  const api = owner?.apis.find((one) => one.method === search.method && one.direction === (search.direction ?? "out"));
  const key = owner && api ? rowKey({ ...api, owner }) : null;
  return (
    <>
      <Answered query={query} what={t("area.health")}>
        {() => (
          <Board
            owners={owners}
            opened={key}
            onOpen={({ owner: { key: of }, method, direction }) => change({ of, method, direction })}
          />
        )}
      </Answered>
      {owner && api && (
        <Suspense>
          <ApiPanel
            key={key}
            owner={owner}
            api={api}
            window={window}
            onClose={() => change({ of: undefined, method: undefined, direction: undefined })}
          />
        </Suspense>
      )}
    </>
  );
}
