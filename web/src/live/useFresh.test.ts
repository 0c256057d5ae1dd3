import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { freshener } from "@/live/useFresh";

test("events do not restart a request under way; it is asked anew once it has ended", async () => {
  const queries = new QueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((answer) => answers.push(answer));
  const first = queries.fetchQuery({ queryKey: ["board"], queryFn });
  const { freshen } = freshener(queries, ["board"], 1);
  freshen();
  freshen();
  expect(answers).toHaveLength(1);
  answers[0]?.("seen");
  expect(await first).toBe("seen");
  await vi.waitFor(() => expect(queries.getQueryState(["board"])?.isInvalidated).toBe(true));
});
