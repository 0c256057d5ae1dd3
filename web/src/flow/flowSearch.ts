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

type Beside = "exception" | "held" | "presale_held";

/** Stands beside the way: its orders are in a lane too. */
export function isBeside(lane: LaneNow["lane"]): lane is Beside {
  return lane === "exception" || lane === "held" || lane === "presale_held";
}

/** The search that finds exactly the orders of a lane; the late ones with the first due first. */
export function ordersOf(lane: LaneNow["lane"], search: FlowSearch, clock?: "late" | "late_soon"): OrderSearch {
  const beside: Flag[] = isBeside(lane) ? [lane] : [];
  const flags: Flag[] = clock ? [...beside, clock] : beside;
  return {
    ...search,
    ...(!isBeside(lane) && { lane }),
    ...(flags.length > 0 && { flag: flags }),
    ...(clock && { sort: "ship_by" }),
  };
}
