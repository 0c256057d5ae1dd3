/** Which deliveries are sent once more: those that are ticked, else all that a filter shows. */
import type { Delivery } from "@/api/partners";

const AT_ONCE = 1000;

export const idOf = (one: Pick<Delivery, "id">) => String(one.id);

/** What waits anyway is left out; ticked ones that all wait never stand for all that are shown. */
export function toReplay<Row extends Pick<Delivery, "id" | "state">>(
  rows: Row[],
  ticked: ReadonlySet<string>,
  isFiltered: boolean,
): Row[] {
  const meant = rows.filter((one) => (ticked.size > 0 ? ticked.has(idOf(one)) : isFiltered));
  return meant.filter((one) => one.state !== "queued").slice(0, AT_ONCE);
}
