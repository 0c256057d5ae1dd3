/** Exceptions at the hub: the desk's list, its groups, and what people do about them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type OrderException = Wire["ExceptionOut"];
export type ExceptionKind = Wire["ExceptionKind"];
export type Step = Wire["Step"];
export type StepResult = Wire["ExceptionResultOut"];

export interface ExceptionFilter {
  kind?: ExceptionKind[] | undefined;
  owner?: string | undefined;
  overdue?: boolean | undefined;
  raised_before?: string | undefined;
  number?: string | undefined;
}

export const exceptionsQuery = (filter: ExceptionFilter) =>
  infiniteQueryOptions({
    queryKey: ["exceptions", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const params = { query: { ...filter, cursor: pageParam, limit: 100 } };
      return bodyOf(hub.GET("/api/v1/order-exceptions", { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const exceptionGroupsQuery = queryOptions({
  queryKey: ["exceptions", "groups"],
  queryFn: () => bodyOf(hub.GET("/api/v1/order-exceptions/groups")),
  refetchInterval: 30_000,
});

export interface Asked {
  ids: number[];
  step: Step;
  owner?: string;
  until?: string;
}

export async function act(asked: Asked): Promise<StepResult[]> {
  return (await bodyOf(hub.POST("/api/v1/order-exceptions/batch", { body: asked }))).results;
}
