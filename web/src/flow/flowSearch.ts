/** State of the flow board as the address holds it, and where its numbers lead. */
import type { Wire } from "@/api/http";
import type { Flag } from "@/api/types";
import { many } from "@/app/search";
import type { OrderSearch } from "@/orders/orderSearch";

export type LaneNow = Wire["LaneOut"];

export interface FlowSearch {
  shop_id?: string[];
}

export function parseFlowSearch(raw: Record<string, unknown>): FlowSearch {
  const shops = many(raw["shop_id"])?.filter((id) => /^\d+$/u.test(id));
  return shops && shops.length > 0 ? { shop_id: shops } : {};
}

/** The search that finds exactly the orders of a lane; the late ones with the first due first. */
export function ordersOf(lane: LaneNow["lane"], search: FlowSearch, clock?: "late" | "late_soon"): OrderSearch {
  const beside: Flag[] = lane === "exception" || lane === "held" ? [lane] : [];
  const flags: Flag[] = clock ? [...beside, clock] : beside;
  return {
    ...search,
    ...(lane !== "exception" && lane !== "held" && { lane }),
    ...(flags.length > 0 && { flag: flags }),
    ...(clock && { sort: "ship_by" }),
  };
}
