/** What the fulfilment screen tells in numbers: what each pane holds open, and who of an offer travels together. */
import type { Counts, Offer } from "@/api/fulfilment";
import type { Pane } from "@/fulfilment/fulfilmentSearch";

/** The number beside a pane's name: what it shows that is open. */
export function openIn(pane: Pane, counts: Counts | undefined): number {
  if (!counts || pane === "packages") return 0;
  return pane === "tasks" ? counts.waiting + counts.stopped : counts[pane];
}

/** The most of an offer's orders that travel together already, and those that can join them; nobody joins whom nobody
 * travels with. */
export function joining(offer: Pick<Offer, "orders" | "together">): { together: Offer["orders"]; others: Offer["orders"] } {
  const most = offer.together.reduce((one, other) => (other.length > one.length ? other : one), []);
  const isIn = (order: Offer["orders"][number]) => most.includes(order.number);
  return { together: offer.orders.filter(isIn), others: offer.orders.filter((order) => !isIn(order)) };
}
