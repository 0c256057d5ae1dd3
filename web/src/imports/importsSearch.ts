/** Search part of the imports screen's address. */

export function parseImportsSearch(_search: Record<string, unknown>): Record<string, never> {
  return {};
}
