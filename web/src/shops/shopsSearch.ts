/** Search part of the shops screen's address. */

export function parseShopsSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
