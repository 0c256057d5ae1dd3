/** Parcels and whether everybody knows of them: what left, what is told, what waits, who disagrees. */
import { Input } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/fulfilment";
import { type FulfilmentSearch, PANES, type Pane } from "@/fulfilment/fulfilmentSearch";
import { Disagreements, Packages, Tasks, WaitingScans } from "@/fulfilment/lists";
import { Merges } from "@/fulfilment/Merges";
import { openIn } from "@/fulfilment/offers";
import { SetUp } from "@/fulfilment/SetUp";
import { useFresh } from "@/live/useFresh";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

export function Fulfilment() {
  const { t } = useTranslation(["fulfilment", "common"]);
  const search = useSearch({ from: "/hub/fulfilment" });
  const navigate = useNavigate({ from: "/fulfilment" });
  const counts = useQuery(countsQuery).data;
  const pane = search.pane ?? "packages";
  const change = (next: Partial<FulfilmentSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  useFresh(["fulfilment", "orders"], ["fulfilment"], 800);
  const label = (value: Pane) => {
    const n = openIn(value, counts);
    return n > 0 ? t("tab", { name: t(`pane.${value}`), n }) : t(`pane.${value}`);
  };
  return (
    <Screen
      title={t("common:area.fulfilment")}
      lead={t("lead")}
      bar={
        <>
          <Segments
            label={t("pane.label")}
            value={pane}
            options={PANES.map((value) => ({ value, label: label(value) }))}
            onChange={(next) => change({ pane: next, all: undefined, q: undefined, open: undefined })}
          />
          {(pane === "tasks" || pane === "disagreements") && (
            <Segments
              label={t("tasksOf.label")}
              value={search.all ? "all" : "open"}
              options={(["open", "all"] as const).map((value) => ({ value, label: t(`tasksOf.${value}`) }))}
              onChange={(next) => change({ all: next === "all" ? "yes" : undefined })}
            />
          )}
          {(pane === "packages" || pane === "tasks") && (
            <Input.Search
              key={pane}
              allowClear
              defaultValue={search.q}
              aria-label={t("find.label")}
              placeholder={t("find.hint")}
              style={{ maxWidth: 380 }}
              onSearch={(typed) => change({ q: typed.trim() || undefined })}
            />
          )}
          {pane === "packages" && <SetUp what="tracking" />}
          {pane === "merges" && <SetUp what="merging" />}
        </>
      }
    >
      <Shown pane={pane} search={search} onOpen={(id) => change({ open: id })} />
    </Screen>
  );
}

interface ShownProps {
  pane: Pane;
  search: FulfilmentSearch;
  onOpen(id: string | undefined): void;
}

function Shown({ pane, search, onOpen }: ShownProps) {
  const state = search.all ? "all" : "open";
  if (pane === "packages") return <Packages q={search.q} open={search.open} onOpen={onOpen} />;
  if (pane === "merges") return <Merges />;
  if (pane === "tasks") return <Tasks q={search.q} state={state} />;
  if (pane === "scans") return <WaitingScans />;
  return <Disagreements state={state} />;
}
