/** Search part of the people screen's address. */

export function parsePeopleSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
