/** Which steps this person may take: letting risk or amounts go needs the right to review. */
import type { Step } from "@/api/exceptions";
import { useMay } from "@/api/session";

const JUDGED: ReadonlySet<Step> = new Set<Step>(["approve_risk", "accept_amount"]);

export function useMaySteps(): (step: Step) => boolean {
  const may = useMay();
  return (step) => may("orders.write") && (!JUDGED.has(step) || may("orders.review"));
}
