/** Search part of the audit screen's address. */

export function parseAuditSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
