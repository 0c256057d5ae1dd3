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
    // The hub may be reached where the browser believes to be offline, and a screen that waits for its
    // word would show old figures without saying so.
    queries: {
      networkMode: "always",
      refetchOnReconnect: true,
      retry: isWorthRepeating,
      staleTime: 15_000,
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always", retry: false },
  },
});
