/** One cache for all screens; a refusal is not repeated, a silence is, and a lapsed session asks to sign in. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/http";
import { sessionQuery } from "@/api/session";

function isWorthRepeating(failures: number, problem: unknown): boolean {
  if (!(problem instanceof Problem)) return false;
  return (problem.status === 0 || problem.status >= 500) && failures < 2;
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (problem) => {
      if (problem instanceof Problem && problem.status === 401) {
        queryClient.setQueryData(sessionQuery.queryKey, null);
      }
    },
  }),
  defaultOptions: {
    queries: { retry: isWorthRepeating, staleTime: 15_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});
