/** A write with its two ends: done (says so, refreshes what it touched) or refused (says why). */
import { App } from "antd";
import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { explain } from "@/ui/explain";

interface Write<Given, Answer> {
  run(given: Given): Promise<Answer>;
  /** Words for the success, or nothing to stay silent. */
  done?: string | ((answer: Answer, given: Given) => string);
  touches: readonly QueryKey[];
  after?(answer: Answer, given: Given): void;
  /** Takes the refusal instead of the toast. */
  refused?(problem: unknown): void;
}

export function useWrite<Given, Answer>(write: Write<Given, Answer>): UseMutationResult<Answer, unknown, Given> {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation<Answer, unknown, Given>({
    mutationFn: write.run,
    onSuccess: async (answer, given) => {
      const words = typeof write.done === "function" ? write.done(answer, given) : write.done;
      if (words) void message.success(words);
      await Promise.all(write.touches.map((queryKey) => queries.invalidateQueries({ queryKey })));
      write.after?.(answer, given);
    },
    onError: (problem) => {
      if (write.refused) write.refused(problem);
      else void message.error(explain(problem));
    },
  });
}
