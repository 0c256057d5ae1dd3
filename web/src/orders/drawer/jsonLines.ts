/** JSON as lines that know their own path, for highlighting. */

export interface JsonLine {
  /** Line number, from 1. */
  no: number;
  depth: number;
  key: string;
  text: string;
  /** `trade.orders.order[0].title`; empty for the root and for closing brackets. */
  path: string;
}

function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return path ? `${path}.${key}` : key;
}

export function jsonLines(value: unknown): JsonLine[] {
  return linesOf(value, 0, "", "").map((line, index) => ({ ...line, no: index + 1 }));
}

function linesOf(value: unknown, depth: number, key: string, path: string): Omit<JsonLine, "no">[] {
  if (value === null || typeof value !== "object") {
    return [{ depth, key, text: typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null"), path }];
  }
  const isList = Array.isArray(value);
  const entries: [string | number, unknown][] = isList
    ? value.map((item, index) => [index, item])
    : Object.entries(value as Record<string, unknown>);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return [{ depth, key, text: `${open}${close}`, path }];
  return [
    { depth, key, text: open, path },
    ...entries.flatMap(([name, item]) =>
      linesOf(item, depth + 1, typeof name === "number" ? "" : name, join(path, name)),
    ),
    { depth, key: "", text: close, path: "" },
  ];
}

const plain = (path: string) => path.replace(/^\$\.?/u, "").replaceAll('"', "");

/** True when both name the same place; a leading `$.` and quoted keys do not matter. */
export function samePath(a: string, b: string): boolean {
  return plain(a) === plain(b);
}
