/** The hub's wire shapes as the screens name them, narrowed where the OpenAPI file only says "text". */
import type { Wire } from "@/api/http";
import type { paths } from "@/api/schema";

export type Stage = Wire["Stage"];
export type Flag = Wire["Flag"] | "late_soon";
export type Lane = Wire["Lane"];
export type Permission = Wire["Permission"];
export type Role = Wire["Role"];
export type BatchAction = Wire["Action"];
export type SellerFlag = "gray" | "red" | "yellow" | "green" | "blue" | "purple";
export type TimelineKind = "fact" | "call" | "person" | "rule" | "exception";
export type PersonField = keyof Wire["PeopleOut"];

export interface Session extends Omit<Wire["SessionOut"], "permissions"> {
  permissions: Permission[];
}

/** The query of a list of orders without its page. */
export type OrderQuery = Omit<NonNullable<paths["/api/v1/orders"]["get"]["parameters"]["query"]>, "cursor" | "limit">;
export type OrderFilterQuery = Omit<OrderQuery, "sort">;

type Reasons = Partial<Record<Flag, Wire["FlagReasonOut"]>>;
type Narrowed = { stage: Stage; flags: Flag[]; seller_flag: SellerFlag | null };
export type OrderRow = Omit<Wire["OrderRow"], keyof Narrowed> & Narrowed & { flag_reasons?: Reasons };
export type TagChip = OrderRow["tags"][number];
export type ShipByState = OrderRow["ship_by_state"];
export type TagWhy = Wire["TagWhy"];

export interface OrderPage extends Omit<Wire["OrderList"], "items"> {
  items: OrderRow[];
}

export interface OrderCounts {
  stages: Partial<Record<Stage, number>>;
  flags: Partial<Record<Flag, number>>;
}

type NarrowedDetail = Narrowed & { flag_reasons: Reasons };
export type OrderDetail = Omit<Wire["OrderDetail"], keyof NarrowedDetail> & NarrowedDetail;
export type OrderLine = Wire["LineOut"];
export type FieldChange = Wire["Change"];

export interface TimelineItem extends Omit<Wire["TimelineItem"], "kind"> {
  kind: TimelineKind;
}

export type BatchRow = Wire["RowResultOut"];
export type BatchResult = Wire["BatchOut"];
export type BatchArgs = Partial<Wire["BatchArgs"]>;
export type OrderView = Wire["ViewOut"];
export type Revealed = Wire["RevealOut"];
export type Run = Omit<Wire["RunOut"], "difference"> & { difference: FieldChange[] | null };
