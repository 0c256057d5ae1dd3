/** State of the import and export screen as the address holds it. */

export type ImportsSearch = Record<string, never>;

export function parseImportsSearch(_raw: Record<string, unknown>): ImportsSearch {
  return {};
}
