/** State of the audit log screen as the address holds it. */
import { one } from "@/app/search";

const KEYS = ["actor", "action", "object", "from", "to"] as const;

export type AuditSearch = Partial<Record<(typeof KEYS)[number], string>>;

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {};
  for (const key of KEYS) {
    const value = one(raw[key]);
    if (value) search[key] = value;
  }
  return search;
}
