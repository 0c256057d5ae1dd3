/** The list itself, with what stands in for it when there is nothing to list. */
import { Button } from "antd";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/http";
import { useShopNames } from "@/api/shops";
import { usePreferences } from "@/app/preferences";
import { NarrowBy } from "@/orders/list/NarrowBy";
import { orderColumns } from "@/orders/list/orderColumns";
import type { OrderList } from "@/orders/list/useOrderList";
import styles from "@/orders/OrderCentre.module.css";
import { type OrderSearch, filterKeys } from "@/orders/orderSearch";
import { type Column, chosenColumns, parseSort, sortText } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { money } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import type { Selection } from "@/ui/selection";
import type { OrderRow } from "@/api/types";

interface OrderTableProps {
  list: OrderList;
  search: OrderSearch;
  selection: Selection;
  focused: string | null;
  onOpen(number: string): void;
  onSort(sort: string): void;
  onSearch(change: Partial<OrderSearch>): void;
}

const numberOf = (row: OrderRow) => row.number;

export function useOrderColumns(onOpen: (number: string) => void): Column<OrderRow>[] {
  const { t } = useTranslation("orders");
  const { shop, channel } = useShopNames();
  return useMemo(
    () => orderColumns({ t, shop, channel, open: (row) => onOpen(row.number) }),
    [t, onOpen, shop, channel],
  );
}

export function OrderTable({ list, search, selection, focused, onOpen, onSort, onSearch }: OrderTableProps) {
  const { t } = useTranslation(["orders", "common"]);
  const { density, columns: kept } = usePreferences();
  const all = useOrderColumns(onOpen);
  const open = useCallback((row: OrderRow) => onOpen(row.number), [onOpen]);
  const columns = useMemo(() => chosenColumns(all, kept["orders"]), [all, kept]);

  if (isTooWide(list.problem)) return <NarrowBy by={["shop_id", "date", "stage"]} onSearch={onSearch} />;
  if (list.problem && list.rows.length === 0) {
    return <Failed problem={list.problem} what={t("what")} onRetry={list.reload} />;
  }
  if (list.isLoading) return <Loading rows={18} />;
  if (list.narrowBy) return <NarrowBy by={list.narrowBy} onSearch={onSearch} />;
  if (list.rows.length === 0) return <NoOrders search={search} notFound={list.notFound.length} onSearch={onSearch} />;
  return (
    <>
      {list.arrived > 0 && (
        <button type="button" className={styles["arrivals"]} onClick={list.reload}>
          {t("arrived", { count: list.arrived })}
        </button>
      )}
      <DataTable
        label={t("what")}
        rows={list.rows}
        rowKey={numberOf}
        columns={columns}
        density={density}
        sort={parseSort(search.sort ?? "-placed_at")}
        onSort={(sort) => onSort(sortText(sort))}
        selection={selection}
        focused={focused}
        opened={search.open ?? null}
        onOpen={open}
        tone={list.tone}
        onEnd={list.loadMore}
      />
      <Summary list={list} selection={selection} />
    </>
  );
}

function isTooWide(problem: unknown): boolean {
  return problem instanceof Problem && problem.code === "last4_needs_filter";
}

function Summary({ list, selection }: { list: OrderList; selection: Selection }) {
  const { t } = useTranslation(["orders", "common"]);
  const rows = selection.keys.size > 0 ? list.rows.filter((row) => selection.has(row.number)) : list.rows;
  const currency = rows[0]?.currency ?? "CNY";
  const isOneCurrency = rows.every((row) => row.currency === currency);
  const total = rows.reduce((sum, row) => sum + row.total_minor, 0);
  return (
    <div className={styles["foot"]}>
      <span>
        {t(selection.keys.size > 0 ? "summary.selected" : list.hasMore ? "summary.loaded" : "summary.all", { count: rows.length })}
      </span>
      {isOneCurrency && (
        <span>
          {t("summary.total")} <b>{money(total, currency)}</b>
        </span>
      )}
      <kbd>{t("summary.keys")}</kbd>
    </div>
  );
}

interface NoOrdersProps {
  search: OrderSearch;
  notFound: number;
  onSearch(change: Partial<OrderSearch>): void;
}

function NoOrders({ search, notFound, onSearch }: NoOrdersProps) {
  const { t } = useTranslation("orders");
  const keys = filterKeys(search);
  const isNarrowed = keys.length > 0 || Boolean(search.terms);
  const clear = Object.fromEntries([...keys, "stage", "terms"].map((key) => [key, undefined]));
  if (search.terms) {
    return (
      <Notice
        title={t("empty.terms", { count: notFound })}
        text={t("empty.termsNext")}
        action={<Button onClick={() => onSearch({ terms: undefined })}>{t("filter.clear")}</Button>}
      />
    );
  }
  if (isNarrowed) {
    return (
      <Notice
        title={t("empty.filtered")}
        text={t("empty.filteredNext")}
        action={<Button onClick={() => onSearch(clear)}>{t("filter.clear")}</Button>}
      />
    );
  }
  if (search.stage) return <Notice title={t("empty.stage")} text={t("empty.stageNext")} />;
  return (
    <Notice
      tone="info"
      title={t("empty.first")}
      text={t("empty.firstNext")}
      action={
        <Button type="primary" href="/shops">
          {t("empty.toShops")}
        </Button>
      }
    />
  );
}
