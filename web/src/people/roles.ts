/** The roles there are, the widest first. */
import type { Permission, Role } from "@/api/types";

export const ROLES: readonly Role[] = [
  "administrator",
  "operations",
  "customer_service",
  "warehouse",
  "finance",
  "auditor",
];

/** What an API key may be given: work of programs, not of administrators. */
export const KEY_PERMISSIONS: readonly Permission[] = [
  "orders.read",
  "orders.write",
  "orders.review",
  "orders.import",
  "orders.export",
  "shops.read",
  "sync.run",
  "quarantine.read",
  "quarantine.replay",
  "completeness.read",
  "rules.read",
  "ingest.push",
  "health.read",
  "fulfilment.read",
  "fulfilment.scan",
  "partners.exchange",
];
