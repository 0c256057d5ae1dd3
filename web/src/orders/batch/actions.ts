/** What each action on orders changes, so that screens can show it at once and the hub confirms. */
import type { BatchAction, Flag, OrderRow, Permission, TagChip } from "@/api/types";

export const PERMISSION_OF: Record<BatchAction, Permission> = {
  review: "orders.review",
  unreview: "orders.review",
  hold: "orders.write",
  release: "orders.write",
  add_tag: "orders.write",
  remove_tag: "orders.write",
  set_flag: "orders.write",
  note: "orders.write",
  set_priority: "orders.write",
};

/** Actions that ask for words before they run. */
export const ASKING: ReadonlySet<BatchAction> = new Set([
  "hold",
  "add_tag",
  "remove_tag",
  "note",
  "set_priority",
  "set_flag",
]);

export interface ActionArgs {
  reason?: string;
  text?: string;
  tag?: string;
  flag?: Flag;
  on?: boolean;
  priority?: number;
}

type Patch = Partial<Pick<OrderRow, "stage" | "flags" | "tags" | "priority" | "has_note">>;
type Expect = (row: OrderRow, args: ActionArgs, chips: readonly TagChip[]) => Patch;

const without = (row: OrderRow, flag: Flag) => row.flags.filter((one) => one !== flag);

const EXPECT: Record<BatchAction, Expect> = {
  review: (row) => (row.stage === "awaiting_review" ? { stage: "to_ship" } : {}),
  unreview: (row) => (row.stage === "to_ship" ? { stage: "awaiting_review" } : {}),
  hold: (row) => ({ flags: [...without(row, "held"), "held"] }),
  release: (row) => ({ flags: without(row, "held") }),
  set_flag: (row, { flag, on }) => {
    if (!flag) return {};
    return { flags: on === false ? without(row, flag) : [...without(row, flag), flag] };
  },
  add_tag: (row, { tag = "" }, chips) => {
    const chip = chips.find((one) => one.tag === tag) ?? { tag, label: tag, color: null };
    return { tags: [...row.tags.filter((one) => one.tag !== tag), chip] };
  },
  remove_tag: (row, { tag }) => ({ tags: row.tags.filter((one) => one.tag !== tag) }),
  set_priority: (_row, { priority }) => (priority === undefined ? {} : { priority }),
  note: () => ({ has_note: true }),
};

/** The row as it will look when the hub agrees; unchanged when the action does not apply to it. */
export function expected(
  row: OrderRow,
  action: BatchAction,
  args: ActionArgs,
  chips: readonly TagChip[],
): OrderRow {
  return { ...row, ...EXPECT[action](row, args, chips) };
}
