/** Wire shapes of the hub's HTTP API; the one place that names them for the screens. */

export type Stage =
  | "pending_payment"
  | "awaiting_review"
  | "to_ship"
  | "partially_shipped"
  | "shipped"
  | "delivered"
  | "completed"
  | "cancelled"
  | "closed"
  | "unknown";

export type Flag = "exception" | "held" | "refunding" | "channel_held" | "short" | "late";

export type ShipByState = "ok" | "soon" | "late" | null;

export type Permission =
  | "orders.read"
  | "orders.write"
  | "orders.review"
  | "orders.reveal"
  | "orders.import"
  | "orders.export"
  | "shops.read"
  | "shops.manage"
  | "sync.run"
  | "quarantine.read"
  | "quarantine.replay"
  | "rules.read"
  | "rules.manage"
  | "mappings.manage"
  | "users.manage"
  | "keys.manage"
  | "audit.read"
  | "ingest.push"
  | "health.read";

export interface Page<Row> {
  items: Row[];
  next: string | null;
  previous: string | null;
}

export interface Session {
  user: { id: number; username: string; display_name: string };
  roles: string[];
  permissions: Permission[];
  shops: number[] | null;
  csrf_token: string;
}

export interface TagChip {
  tag: string;
  label: string;
  color: string | null;
}

export interface TagWhy extends TagChip {
  why: { rule: string; version: number; reason: string } | null;
}

export type PersonField = "recipient_name" | "recipient_phone" | "recipient_address" | "buyer_name";

export type People = Partial<Record<PersonField, string | null>>;

export interface OrderRow {
  number: string;
  external_no: string;
  shop_id: number;
  channel: string;
  stage: Stage;
  channel_status: string;
  channel_status_raw: string | null;
  fulfilment_status: string | null;
  after_sale_status: string | null;
  flags: Flag[];
  flag_reasons?: Partial<Record<Flag, FlagReason>>;
  priority: number;
  tags: TagChip[];
  currency: string;
  total_minor: number;
  line_count: number;
  quantity: number;
  summary: string;
  placed_at: string;
  paid_at: string | null;
  modified_at: string | null;
  shipped_at: string | null;
  ship_by: string | null;
  ship_by_state: ShipByState;
  people: People;
  province: string | null;
  city: string | null;
  seller_flag: string | null;
  has_note: boolean;
  version: number;
}

export interface FlagReason {
  reason: string | null;
  by: string | null;
  since: string | null;
}

export interface OrderPage extends Page<OrderRow> {
  narrow_by: string[] | null;
}

export interface OrderCounts {
  stages: Partial<Record<Stage, number>>;
  flags: Partial<Record<Flag, number>>;
}

export interface OrderLine {
  line_no: string;
  sku_no: string | null;
  title: string;
  spec: string | null;
  quantity: number;
  unit_minor: number;
  total_minor: number;
  shipped_quantity: number;
  status: string | null;
}

export interface OrderAmounts {
  goods_minor: number;
  freight_minor: number;
  discount_minor: number;
  total_minor: number;
  paid_minor: number | null;
  refunded_minor: number | null;
}

export interface OrderAttribute {
  name: string;
  label: string;
  type: "text" | "number" | "bool" | "time" | "money";
  value: string | number | boolean | null;
}

export interface OrderNote {
  id: string;
  text: string;
  by: string;
  at: string;
}

export interface OrderDetail extends Omit<OrderRow, "tags"> {
  lines: OrderLine[];
  amounts: OrderAmounts;
  people_masked: People;
  attributes: OrderAttribute[];
  tags: TagWhy[];
  notes: OrderNote[];
  facts_count: number;
  moments: string[];
  as_of: string | null;
}

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export type TimelineKind = "fact" | "call" | "person" | "rule";

export interface TimelineItem {
  at: string;
  learned_at: string | null;
  kind: TimelineKind;
  source: string;
  title_code: string;
  actor: string | null;
  changes: FieldChange[];
  detail: string | null;
  fact_id?: string | null;
}

export interface RawPayload {
  payload: unknown;
  mapped: { path: string; field: string; value: unknown }[];
  received_at?: string | null;
}

export interface LookupResult {
  found: { term: string; number: string }[];
  not_found: string[];
}

export interface BatchRow {
  number: string;
  ok: boolean;
  code?: string | null;
  detail?: string | null;
}

export interface BatchResult {
  batch_id: string | null;
  results: BatchRow[];
  undoable_until: string | null;
}

export type BatchAction =
  | "review"
  | "unreview"
  | "hold"
  | "release"
  | "add_tag"
  | "remove_tag"
  | "set_flag"
  | "note"
  | "set_priority";

export interface OrderView {
  id: number;
  name: string;
  query: string;
  shared: boolean;
  columns: string[] | null;
  owned?: boolean;
}
