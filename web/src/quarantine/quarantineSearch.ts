/** Search part of the quarantine screen's address. */

export function parseQuarantineSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
