/** The quarantine: payloads that could not be read, grouped by cause; look, replay, dismiss. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type QuarantineEntry, quarantineQuery } from "@/api/quarantine";
import { useShopNames } from "@/api/shops";
import { DeadLetters } from "@/quarantine/DeadLetters";
import { EntryActions } from "@/quarantine/EntryActions";
import { Groups } from "@/quarantine/Groups";
import { QUARANTINE_PANES, type QuarantineSearch } from "@/quarantine/quarantineSearch";
import { quarantineColumns } from "@/quarantine/quarantineColumns";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { useSelection } from "@/ui/selection";
import { Segments } from "@/ui/Segments";

const EntryPanel = lazy(() => import("@/quarantine/EntryPanel"));

const idOf = (entry: QuarantineEntry) => String(entry.id);

export function Quarantine() {
  const { t } = useTranslation(["quarantine", "common"]);
  const search = useSearch({ from: "/hub/quarantine" });
  const navigate = useNavigate({ from: "/quarantine" });
  const pane = search.state ?? "open";
  const state = pane === "dead" ? "open" : pane;
  const shopId = search.shop_id ? Number(search.shop_id) : undefined;
  const list = useInfiniteQuery(quarantineQuery({ state, shop_id: shopId, reason: search.reason }));
  const entries = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useSelection(entries.map(idOf));
  const { shop } = useShopNames();
  const change = (next: Partial<QuarantineSearch>) => {
    selection.clear();
    void navigate({ search: (now) => ({ ...now, ...next }) });
  };
  const open = (entry: QuarantineEntry) => void navigate({ search: (now) => ({ ...now, entry: idOf(entry) }) });
  const columns = quarantineColumns({ t, shop, open });
  const isNarrowed = Boolean(search.reason ?? search.shop_id);
  return (
    <Screen
      title={t("common:area.quarantine")}
      lead={t("lead")}
      bar={
        <>
          <Segments
            label={t("state.label")}
            value={pane}
            options={QUARANTINE_PANES.map((key) => ({ value: key, label: t(`state.${key}`) }))}
            onChange={(next) => change({ state: next })}
          />
          {isNarrowed && (
            <button type="button" className="bare" onClick={() => change({ reason: undefined, shop_id: undefined })}>
              {t("showAll")} ×
            </button>
          )}
          <EntryActions
            ids={entries.map((entry) => entry.id).filter((id) => selection.has(String(id)))}
            onDone={selection.clear}
          />
        </>
      }
    >
      {pane === "open" && (
        <Groups chosen={search} onChoose={({ reason, shop_id }) => change({ reason, shop_id: String(shop_id) })} />
      )}
      {pane === "dead" ? (
        <DeadLetters />
      ) : (
        <Answered query={list} what={t("common:area.quarantine")}>
        {() =>
          entries.length === 0 ? (
            <NothingHere isOpen={state === "open"} />
          ) : (
            <DataTable
              label={t("common:area.quarantine")}
              rows={entries}
              rowKey={idOf}
              columns={columns}
              density="comfortable"
              {...(state === "open" && { selection })}
              opened={search.entry ?? null}
              onOpen={open}
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
            />
          )
        }
      </Answered>
      )}
      <Suspense>
        {search.entry && (
          <EntryPanel key={search.entry} id={Number(search.entry)} onClose={() => change({ entry: undefined })} />
        )}
      </Suspense>
    </Screen>
  );
}

function NothingHere({ isOpen }: { isOpen: boolean }) {
  const { t } = useTranslation("quarantine");
  return <Notice title={t(isOpen ? "empty.open" : "empty.closed")} text={t(isOpen ? "empty.openNext" : "empty.closedNext")} />;
}
