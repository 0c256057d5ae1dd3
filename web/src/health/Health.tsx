/** Connection health: every API of every shop, calls over time, channels side by side, the error book. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import { WINDOWS, boardQuery } from "@/api/health";
import { Board } from "@/health/Board";
import { type HealthSearch, PANES } from "@/health/healthSearch";
import { useLive } from "@/live/LiveProvider";
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
  const queries = useQueryClient();
  const window = search.window ?? "1h";
  const pane = search.pane ?? "board";
  useLive(["incidents", "shops"], () => void queries.invalidateQueries({ queryKey: ["health"] }), 1500);
  useLive(["dependencies", "incidents", "shops"], () => void queries.invalidateQueries({ queryKey: ["dependencies"] }), 500);
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
            onChange={(next) => change({ pane: next, shop: undefined, method: undefined, change: undefined })}
          />
          {(pane === "board" || pane === "charts") && (
            <Segments
              label={t("window.label")}
              value={window}
              options={WINDOWS.map((key) => ({ value: key, label: t(`window.${key}`) }))}
              onChange={(next) => change({ window: next })}
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
  const query = useQuery(boardQuery(window));
  const shop = query.data?.shops.find((one) => String(one.shop_id) === search.shop);
  const api = shop?.apis.find((one) => one.method === search.method);
  const key = shop && api ? `${shop.shop_id} ${api.method}` : null;
  return (
    <>
      <Answered query={query} what={t("area.health")}>
        {(board) => (
          <Board
            board={board}
            opened={key}
            onOpen={(opened) => change({ shop: String(opened.shop.shop_id), method: opened.method })}
          />
        )}
      </Answered>
      {shop && api && (
        <ApiPanel
          key={key}
          shop={shop}
          api={api}
          window={window}
          onClose={() => change({ shop: undefined, method: undefined })}
        />
      )}
    </>
  );
}
