/** State of the audit log screen as the address holds it. */
import { dayOf, one } from "@/app/search";

const KEYS = ["actor", "action", "object", "from", "to"] as const;

export type AuditSearch = Partial<Record<(typeof KEYS)[number], string>>;

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {};
  for (const key of KEYS) {
    const value = key === "from" || key === "to" ? dayOf(raw[key]) : one(raw[key]);
    if (value) search[key] = value;
  }
  return search;
}
