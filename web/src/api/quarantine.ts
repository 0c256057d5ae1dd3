/** The quarantine at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { parseExactly } from "@/api/exactJson";
import { type Wire, bodyOf, hub } from "@/api/http";

export type QuarantineGroup = Wire["GroupOut"];
export type QuarantineDetail = Wire["EntryDetailOut"];
export type QuarantineEntry = Omit<QuarantineDetail, "payload">;
export type Replayed = Wire["ReplayedOut"];
export type QuarantineState = "open" | "replayed" | "dismissed";

export const quarantineGroupsQuery = queryOptions({
  queryKey: ["quarantine", "groups"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/quarantine/groups"))).items,
  staleTime: 10_000,
});

export interface QuarantineFilter {
  shop_id?: number | undefined;
  reason?: string | undefined;
  state?: QuarantineState | undefined;
}

interface EntryPage {
  items: QuarantineEntry[];
  next: string | null;
}

export const quarantineQuery = (filter: QuarantineFilter) =>
  infiniteQueryOptions({
    queryKey: ["quarantine", "list", filter],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...filter, cursor: pageParam === null ? null : Number(pageParam), limit: 100 } };
      return (await bodyOf(hub.GET("/api/v1/quarantine", { params, signal }))) as EntryPage;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: EntryPage) => page.next,
  });

export const quarantineEntryQuery = (id: number) =>
  queryOptions({
    queryKey: ["quarantine", "one", id],
    queryFn: async () => {
      const options = { params: { path: { entry_id: id } }, parseAs: "text" as const };
      return parseExactly<QuarantineDetail>(await bodyOf(hub.GET("/api/v1/quarantine/{entry_id}", options)));
    },
  });

export async function replay(which: Partial<Wire["ReplayIn"]>): Promise<Replayed[]> {
  return (await bodyOf(hub.POST("/api/v1/quarantine/replay", { body: which }))).results;
}

export async function dismiss(ids: number[], reason: string): Promise<number[]> {
  return (await bodyOf(hub.POST("/api/v1/quarantine/dismiss", { body: { ids, reason } }))).dismissed;
}

export type DeadLetters = Wire["DeadLettersOut"];
export type Queue = Wire["QueueOut"];
export type DeadLetter = Wire["LetterOut"];

export const deadLettersQuery = queryOptions({
  queryKey: ["dead-letters"],
  queryFn: () => bodyOf(hub.GET("/api/v1/dead-letters")),
  staleTime: 10_000,
  refetchInterval: 10_000,
});

export async function sendAgain(ids: number[]): Promise<number[]> {
  return (await bodyOf(hub.POST("/api/v1/dead-letters/send", { body: { ids } }))).sent;
}

export async function dismissLetters(ids: number[]): Promise<number[]> {
  return (await bodyOf(hub.POST("/api/v1/dead-letters/dismiss", { body: { ids } }))).dismissed;
}
