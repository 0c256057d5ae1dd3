/** What a question to the hub looks like until it is answered, and when it fails. */
import type { ReactNode } from "react";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";

interface AnsweredProps<Data> {
  query: { data: Data | undefined; error: unknown; refetch(): unknown };
  what?: string;
  rows?: number;
  children(data: Data): ReactNode;
}

/** Old data outlives a failed refresh: a person keeps what they were reading. */
export function Answered<Data>({ query, what, rows, children }: AnsweredProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed problem={query.error} {...(what && { what })} onRetry={() => query.refetch()} />;
  return <Loading {...(rows && { rows })} />;
}
