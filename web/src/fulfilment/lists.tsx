/** The four lists of the fulfilment screen. */
import { Button } from "antd";
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  type Task,
  disagreementsQuery,
  packagesQuery,
  retryTask,
  tasksQuery,
  waitingScansQuery,
} from "@/api/fulfilment";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import { disagreementColumns, packageColumns, parcelTitle, scanColumns, taskColumns } from "@/fulfilment/columns";
import type { Pane } from "@/fulfilment/fulfilmentSearch";
import { RoutePanel } from "@/fulfilment/RoutePanel";
import { Answered } from "@/ui/Answered";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { useMinute } from "@/ui/useMinute";
import { useWrite } from "@/ui/useWrite";

interface ListProps<Row> {
  pane: Pane;
  list: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
  columns: Column<Row>[];
  opened?: string | undefined;
}

function List<Row extends { id: string }>({ pane, list, columns, opened }: ListProps<Row>) {
  const { t } = useTranslation("fulfilment");
  return (
    <Answered query={list} what={t(`pane.${pane}`)}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length === 0) return <Notice title={t(`empty.${pane}`)} text={t(`empty.${pane}Next`)} />;
        return (
          <DataTable
            label={t(`pane.${pane}`)}
            rows={rows}
            rowKey={(row) => row.id}
            columns={columns}
            {...(opened && { opened })}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
            }}
          />
        );
      }}
    </Answered>
  );
}

interface PackagesProps {
  q: string | undefined;
  open: string | undefined;
  onOpen(id: string | undefined): void;
}

export function Packages({ q, open, onOpen }: PackagesProps) {
  const { t } = useTranslation(["fulfilment", "common"]);
  const { shop } = useShopNames();
  const list = useInfiniteQuery({ ...packagesQuery(q), refetchInterval: 15_000 });
  const chosen = list.data?.pages.flatMap((page) => page.items).find((row) => row.id === open);
  return (
    <>
      <List pane="packages" list={list} columns={packageColumns(t, shop, onOpen)} opened={open} />
      {chosen && (
        <RoutePanel id={chosen.id} title={parcelTitle(chosen, t)} onClose={() => onOpen(undefined)} />
      )}
    </>
  );
}

export function Tasks({ q, state }: { q: string | undefined; state: "open" | "all" }) {
  const { t } = useTranslation(["fulfilment", "common"]);
  const { shop } = useShopNames();
  const list = useInfiniteQuery({ ...tasksQuery(q, state), refetchInterval: 15_000 });
  return <List pane="tasks" list={list} columns={taskColumns(t, shop, retryCell)} />;
}

const retryCell = (task: Task) => <Retry task={task} />;

function Retry({ task }: { task: Task }) {
  const { t } = useTranslation("fulfilment");
  const may = useMay();
  const retry = useWrite({ run: retryTask, done: t("retried"), touches: [["fulfilment"]] });
  if (!may("fulfilment.manage") || !task.may_retry) return <span aria-hidden="true">–</span>;
  return (
    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate(task.id)}>
      {t("retry")}
    </Button>
  );
}

export function WaitingScans() {
  const { t } = useTranslation(["fulfilment", "common"]);
  const list = useInfiniteQuery({ ...waitingScansQuery, refetchInterval: 15_000 });
  return <List pane="scans" list={list} columns={scanColumns(t)} />;
}

export function Disagreements({ state }: { state: "open" | "all" }) {
  const { t } = useTranslation(["fulfilment", "common"]);
  const { shop } = useShopNames();
  const now = useMinute();
  const list = useInfiniteQuery({ ...disagreementsQuery(state), refetchInterval: 15_000 });
  return <List pane="disagreements" list={list} columns={disagreementColumns(t, shop, now)} />;
}
