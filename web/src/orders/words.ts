/** The fixed words of orders, in the order people expect them. */
import type { Flag, Lane, PersonField, SellerFlag, Stage, TimelineKind } from "@/api/types";

export const STAGES: readonly Stage[] = [
  "pending_payment",
  "awaiting_review",
  "to_ship",
  "partially_shipped",
  "shipped",
  "delivered",
  "completed",
  "cancelled",
  "closed",
  "unknown",
];

export const FLAGS: readonly Flag[] = [
  "late",
  "late_soon",
  "short",
  "exception",
  "held",
  "channel_held",
  "presale_held",
  "refunding",
  "untold",
  "at_warehouse",
];

export const LANES: readonly Lane[] = [
  "awaiting_review",
  "to_push",
  "at_warehouse",
  "untold",
  "in_transit",
  "delivered",
];

export const DATES = ["placed", "paid", "modified", "shipped", "ship_by"] as const;
export type DateKind = (typeof DATES)[number];

export const PRIORITIES = ["0", "1", "2", "3"] as const;

export const SELLER_FLAGS: readonly SellerFlag[] = ["red", "yellow", "green", "blue", "purple", "gray"];

export const PERSON_FIELDS: readonly PersonField[] = [
  "recipient_name",
  "recipient_phone",
  "recipient_address",
  "buyer_name",
];

export const TIMELINE_KINDS: readonly TimelineKind[] = ["fact", "call", "person", "rule", "exception"];

export const DRAWER_TABS = ["overview", "timeline", "raw"] as const;
export type DrawerTab = (typeof DRAWER_TABS)[number];
