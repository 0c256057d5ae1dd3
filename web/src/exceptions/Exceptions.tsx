/** The exception desk: what stops orders, by kind, clock and owner; remedies where they are needed. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type OrderException, exceptionGroupsQuery, exceptionsQuery } from "@/api/exceptions";
import { useShopNames } from "@/api/shops";
import { useMay, useSession } from "@/api/session";
import { CARD_HEIGHT, exceptionColumns } from "@/exceptions/exceptionColumns";
import styles from "@/exceptions/Exceptions.module.css";
import { type ExceptionsSearch, hubFilter } from "@/exceptions/exceptionsSearch";
import { Filters } from "@/exceptions/Filters";
import { KindList } from "@/exceptions/KindList";
import { Refused } from "@/exceptions/Refused";
import { StepBar } from "@/exceptions/StepBar";
import { useDeskKeys } from "@/exceptions/useDeskKeys";
import { useMaySteps } from "@/exceptions/useMaySteps";
import { useSteps } from "@/exceptions/useSteps";
import { useFresh } from "@/live/useFresh";
import { OrderActionsProvider } from "@/orders/batch/OrderActions";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { useSelection } from "@/ui/selection";
import { usePhone } from "@/ui/useMedia";
import { useMinute } from "@/ui/useMinute";

const OrderDrawer = lazy(() => import("@/orders/drawer/OrderDrawer"));

const idOf = (row: OrderException) => String(row.id);

export function Exceptions() {
  return (
    <OrderActionsProvider>
      <Desk />
    </OrderActionsProvider>
  );
}

function Desk() {
  const { t } = useTranslation(["exceptions", "common"]);
  const search = useSearch({ from: "/hub/exceptions" });
  const navigate = useNavigate({ from: "/exceptions" });
  const me = useSession()?.user.username ?? "";
  const filter = hubFilter(search, me, useMinute());
  const list = useInfiniteQuery(exceptionsQuery(filter));
  const groups = useQuery(exceptionGroupsQuery).data;
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useSelection(rows.map(idOf));
  const [focused, setFocused] = useState<string | null>(null);
  const may = useMaySteps();
  const isMapper = useMay()("stock.read");
  const steps = useSteps(selection.clear);
  const { shop } = useShopNames();
  const isPhone = usePhone();
  useFresh(["exceptions"], ["exceptions"], 1200);
  const change = (next: Partial<ExceptionsSearch>) => void navigate({ search: (before) => ({ ...before, ...next }) });
  const narrow = (next: Partial<ExceptionsSearch>) => {
    selection.clear();
    setFocused(null);
    steps.forget();
    change(next);
  };
  const at = rows.findIndex((row) => row.number === search.open);
  const show = (row: OrderException | undefined) => {
    if (row) setFocused(idOf(row));
    change({ open: row?.number, ...(!row && { pane: undefined }) });
  };
  const move = (by: 1 | -1) => {
    const next = rows[at + by];
    if (next) show(next);
  };
  useDeskKeys({ rows, focused, setFocused, selection, opened: search.open, show, move, steps, may });
  const run = (row: OrderException, step: OrderException["remedies"][number]) => steps.run({ ids: [row.id], step });
  const map = (row: OrderException) => void navigate({ to: "/stock", search: { pane: "mapping", order: row.number } });
  const columns = exceptionColumns({ t, shop, may, open: show, run, map: isMapper ? map : null }, isPhone);
  const isNarrowed = Boolean(search.kind ?? search.whose ?? search.age ?? search.number);
  return (
    <Screen
      title={t("common:area.exceptions")}
      lead={t("lead")}
      bar={
        <>
          <Filters search={search} groups={groups} me={me} onChange={narrow} />
          <StepBar chosen={rows.filter((row) => selection.has(idOf(row)))} steps={steps} may={may} />
        </>
      }
    >
      <KindList chosen={search.kind} onChoose={(kind) => narrow({ kind })} />
      <div className={styles["list"]}>
        <Refused steps={steps} />
        <Answered query={list} what={t("common:area.exceptions")}>
          {() =>
            rows.length === 0 ? (
              <Notice title={t(isNarrowed ? "empty.narrowed" : "empty.none")} text={t(isNarrowed ? "empty.narrowedNext" : "empty.noneNext")} />
            ) : (
              <DataTable
                label={t("common:area.exceptions")}
                rows={rows}
                rowKey={idOf}
                columns={columns}
                density="comfortable"
                {...(isPhone && { rowHeight: CARD_HEIGHT })}
                {...(may("take") && { selection })}
                focused={focused}
                opened={at >= 0 ? idOf(rows[at] as OrderException) : null}
                onOpen={show}
                onEnd={() => {
                  if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
                }}
              />
            )
          }
        </Answered>
      </div>
      <Suspense>
        {search.open && (
          <OrderDrawer
            number={search.open}
            pane={search.pane ?? "overview"}
            asOf={undefined}
            position={at >= 0 ? { at, of: rows.length } : null}
            onPane={(pane) => change({ pane })}
            onAsOf={() => undefined}
            onMove={move}
            onClose={() => show(undefined)}
          />
        )}
      </Suspense>
    </Screen>
  );
}
