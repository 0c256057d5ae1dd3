/** The rows of the order centre: pages by cursor, changes of others folded in where they stand. */
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { loadOrders, lookUp, orderListQuery } from "@/api/orders";
import type { OrderPage, OrderQuery, OrderRow } from "@/api/types";
import { useLive } from "@/live/LiveProvider";
import { pagesToRefresh, withFresh } from "@/orders/list/mergeRows";
import { type Tones, useTones } from "@/orders/list/useTones";
import { type OrderSearch, hubQuery } from "@/orders/orderSearch";

type Pages = InfiniteData<OrderPage, string | null>;

export interface OrderList {
  rows: readonly OrderRow[];
  isLoading: boolean;
  hasMore: boolean;
  problem: unknown;
  narrowBy: string[] | null;
  notFound: string[];
  arrived: number;
  tone: Tones["tone"];
  loadMore(): void;
  reload(): void;
}

interface Asked {
  /** Absent while pasted numbers are still being looked up. */
  query: OrderQuery | null;
  isNothing: boolean;
  notFound: string[];
  problem: unknown;
}

/** The list's query; pasted terms become the numbers they were found under. */
function useAsked(search: OrderSearch): Asked {
  const terms = search.terms ?? [];
  const looked = useQuery({
    queryKey: ["orders", "lookup", terms],
    queryFn: () => lookUp(terms),
    enabled: terms.length > 0,
  });
  const found = looked.data?.found.map((hit) => hit.number);
  const text = JSON.stringify(terms.length > 0 ? { ...hubQuery(search), number: found } : hubQuery(search));
  const isWaiting = terms.length > 0 && !found;
  const query = useMemo(() => (isWaiting ? null : (JSON.parse(text) as OrderQuery)), [text, isWaiting]);
  return {
    query,
    isNothing: found?.length === 0,
    notFound: looked.data?.not_found ?? [],
    problem: looked.error,
  };
}

/** Folds what others changed into the shown pages; tells how many new orders wait to be shown. */
function useFolding(query: OrderQuery, isAtRest: () => boolean, tones: Tones) {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState<{ query: OrderQuery; n: number } | null>(null);
  const isBusy = useRef(false);
  const { glow, markGone } = tones;

  const refresh = useCallback(
    async (numbers: ReadonlySet<string> | null) => {
      const key = orderListQuery(query).queryKey;
      const shown = queries.getQueryData<Pages>(key);
      if (!shown || isBusy.current) return;
      isBusy.current = true;
      try {
        const at = pagesToRefresh(shown.pages, numbers);
        const fresh = await Promise.all(at.map((index) => loadOrders(query, shown.pageParams[index] ?? null)));
        const folded = withFresh(shown.pages, at, fresh, isAtRest());
        glow(folded.changed);
        markGone(folded.gone);
        setWaiting(folded.waiting > 0 ? { query, n: folded.waiting } : null);
        queries.setQueryData<Pages>(key, (now) => (now === shown ? { ...shown, pages: folded.pages } : now));
      } catch {
        // A missed refresh is made up by the next event or the next reading.
      } finally {
        isBusy.current = false;
      }
    },
    [queries, query, isAtRest, glow, markGone],
  );
  return { refresh, arrived: waiting?.query === query ? waiting.n : 0, forgetArrived: () => setWaiting(null) };
}

const NO_QUERY: OrderQuery = {};

/** `isAtRest()` says whether new rows may slide in by themselves. */
export function useOrderList(search: OrderSearch, isAtRest: () => boolean): OrderList {
  const queries = useQueryClient();
  const asked = useAsked(search);
  const query = asked.query ?? NO_QUERY;
  const list = useInfiniteQuery({ ...orderListQuery(query), enabled: asked.query !== null && !asked.isNothing });
  const tones = useTones();
  const { refresh, arrived, forgetArrived } = useFolding(query, isAtRest, tones);
  const pages = list.data?.pages;
  const rows = useMemo(
    () => (asked.isNothing ? [] : (pages?.flatMap((page) => page.items) ?? [])),
    [pages, asked.isNothing],
  );

  useLive(
    ["orders"],
    (events) => {
      const areNamed = events.every((event) => event.numbers);
      void refresh(areNamed ? new Set(events.flatMap((event) => event.numbers ?? [])) : null);
    },
    1500,
  );

  return {
    rows,
    isLoading: list.isPending && !asked.isNothing,
    hasMore: !asked.isNothing && list.hasNextPage,
    problem: asked.problem ?? list.error,
    narrowBy: pages?.[0]?.narrow_by ?? null,
    notFound: asked.notFound,
    arrived,
    tone: tones.tone,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    reload: () => {
      forgetArrived();
      tones.forget();
      void queries.resetQueries({ queryKey: orderListQuery(query).queryKey });
    },
  };
}
