/** The one step that most likely gets a flagged order moving again. */
import type { OrderRow } from "@/api/types";

export type Remedy = "release" | "clear_exception" | "review" | "sync" | "presale_release";

export function remedyFor(row: Pick<OrderRow, "flags" | "stage">): Remedy | null {
  const has = (flag: OrderRow["flags"][number]) => row.flags.includes(flag);
  if (has("held")) return "release";
  if (has("exception")) return "clear_exception";
  if (has("channel_held") || row.stage === "unknown") return "sync";
  if (has("late") && row.stage === "awaiting_review") return "review";
  return null;
}
