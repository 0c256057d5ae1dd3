/** State of the webhooks screen as the address holds it. */
import type { DeliveryFilter } from "@/api/partners";
import { one, wordOf } from "@/app/search";

export const PANES = ["endpoints", "deliveries"] as const;
export type Pane = (typeof PANES)[number];
export const STATES = ["queued", "delivered", "dead"] as const;
export const OUTCOMES = ["ok", "failed", "unknown"] as const;

export interface PartnersSearch extends DeliveryFilter {
  pane?: Pane | undefined;
  delivery?: string | undefined;
}

export function parsePartnersSearch(raw: Record<string, unknown>): PartnersSearch {
  return {
    pane: wordOf(PANES, raw["pane"]),
    endpoint: one(raw["endpoint"])?.match(/^\d{1,9}$/)?.[0],
    state: wordOf(STATES, raw["state"]),
    outcome: wordOf(OUTCOMES, raw["outcome"]),
    topic: one(raw["topic"]),
    key: one(raw["key"]),
    delivery: one(raw["delivery"])?.match(/^\d{1,15}$/)?.[0],
  };
}

/** `HTTP 204` of `http:204`; why no answer came stays as the hub tells it. */
export const answerWords = (code: string) => code.replace(/^http:/u, "HTTP ");

/** The last word of `orders.order_changed.v1` but its version: what the locale files name. */
export const topicWord = (topic: string) => topic.split(".")[1] as "order_changed";
