/** What each action on orders asks for and changes, so that screens can show it at once and the hub confirms. */
import type { BatchAction, BatchArgs, Flag, OrderRow, Permission, TagChip } from "@/api/types";

export const PERMISSION_OF: Record<BatchAction, Permission> = {
  review: "orders.review",
  unreview: "orders.review",
  hold: "orders.write",
  release: "orders.write",
  mark_exception: "orders.write",
  clear_exception: "orders.write",
  add_tag: "orders.write",
  remove_tag: "orders.write",
  set_flag: "orders.write",
  note: "orders.write",
  set_priority: "orders.write",
  presale_hold: "orders.write",
  presale_release: "orders.write",
  give_gift: "orders.write",
  take_gift: "orders.write",
};

/** Actions that ask for words before they run. */
export const ASKING: ReadonlySet<BatchAction> = new Set([
  "hold",
  "mark_exception",
  "add_tag",
  "remove_tag",
  "note",
  "set_priority",
  "set_flag",
  "presale_hold",
  "give_gift",
  "take_gift",
]);

type Patch = Partial<Pick<OrderRow, "stage" | "flags" | "tags" | "priority" | "has_note" | "seller_flag" | "ship_from">>;
type Expect = (row: OrderRow, args: BatchArgs, chips: readonly TagChip[]) => Patch;

const without = (row: OrderRow, flag: Flag) => row.flags.filter((one) => one !== flag);

const EXPECT: Record<BatchAction, Expect> = {
  review: (row) => (row.stage === "awaiting_review" ? { stage: "to_ship" } : {}),
  unreview: (row) => (row.stage === "to_ship" ? { stage: "awaiting_review" } : {}),
  hold: (row) => ({ flags: [...without(row, "held"), "held"] }),
  release: (row) => ({ flags: without(row, "held") }),
  mark_exception: (row) => ({ flags: [...without(row, "exception"), "exception"] }),
  clear_exception: (row) => ({ flags: without(row, "exception") }),
  add_tag: (row, { tag }, chips) => {
    if (!tag) return {};
    const chip = chips.find((one) => one.tag === tag) ?? { tag, label: tag, color: null };
    return { tags: [...row.tags.filter((one) => one.tag !== tag), chip] };
  },
  remove_tag: (row, { tag }) => ({ tags: row.tags.filter((one) => one.tag !== tag) }),
  set_flag: (_row, { color }) => ({ seller_flag: color ?? null }),
  set_priority: (_row, { priority }) => (typeof priority === "number" ? { priority } : {}),
  note: () => ({ has_note: true }),
  presale_hold: (row, { until }) => ({ flags: [...without(row, "presale_held"), "presale_held"], ship_from: until ?? row.ship_from }),
  presale_release: (row) => ({ flags: without(row, "presale_held"), ship_from: null }),
  give_gift: () => ({}),
  take_gift: () => ({}),
};

/** The row as it will look when the hub agrees; unchanged when the action does not apply to it. */
export function expected(
  row: OrderRow,
  action: BatchAction,
  args: BatchArgs,
  chips: readonly TagChip[],
): OrderRow {
  return { ...row, ...EXPECT[action](row, args, chips) };
}
