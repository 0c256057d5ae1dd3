/** Search part of the rules screen's address. */

export function parseRulesSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
