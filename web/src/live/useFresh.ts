/** Asks anew for what events say has changed; a request under way is let finish first, so that a slow hub is not asked
 * the same thing over and over and never heard. */
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "@/live/LiveProvider";
import type { Topic } from "@/live/stream";

interface Freshener {
  freshen(): void;
  stop(): void;
}

export function freshener(queries: QueryClient, queryKey: QueryKey, pause: number): Freshener {
  let later: ReturnType<typeof setTimeout> | undefined;
  const freshen = () => {
    clearTimeout(later);
    if (queries.isFetching({ queryKey }) > 0) later = setTimeout(freshen, pause);
    else void queries.invalidateQueries({ queryKey });
  };
  return { freshen, stop: () => clearTimeout(later) };
}

export function useFresh(topics: readonly Topic[], queryKey: QueryKey, pause = 1000): void {
  const queries = useQueryClient();
  const one = useRef<Freshener>(undefined);
  one.current ??= freshener(queries, queryKey, pause);
  useEffect(() => () => one.current?.stop(), []);
  useLive(topics, () => one.current?.freshen(), pause);
}
