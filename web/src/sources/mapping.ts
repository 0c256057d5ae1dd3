/** The draft of a mapping: fields in the order people fill them in, tables of words as lines of text. */
import type { Draft, Field } from "@/api/sources";

const ORDER = [
  "rows", "order", "sku", "quantity", "event", "carrier", "waybill_no", "at", "key", "warehouse",
  "lines", "lines.sku", "lines.quantity", "replaces", "weight_g",
];
/** Fields whose words differ from system to system, so that a table helps. */
export const TABLED: ReadonlySet<string> = new Set(["event", "carrier"]);

const place = (field: Field) => (ORDER.includes(field.target) ? ORDER.indexOf(field.target) : ORDER.length);

export function inOrder(fields: readonly Field[]): Field[] {
  return fields.toSorted((one, other) => place(one) - place(other));
}

/** `CK = shipped`, one a line. */
export function linesOf(table: Record<string, string> | undefined): string {
  return Object.entries(table ?? {}).map(([theirs, ours]) => `${theirs} = ${ours}`).join("\n");
}

/** The table that lines say; a line without `=` says nothing yet. */
export function tableOf(lines: string): Record<string, string> {
  const table: Record<string, string> = {};
  for (const line of lines.split("\n")) {
    const at = line.lastIndexOf("=");
    const ours = line.slice(at + 1).trim();
    if (at > 0 && ours) table[line.slice(0, at).trim()] = ours;
  }
  return table;
}

/** What is filled in, without blanks; tables only of fields that have an expression. */
export function filled(targets: Record<string, string>, lines: Record<string, string>): Draft {
  const said = Object.entries(targets).map(([name, text]) => [name, text.trim()] as const).filter(([, text]) => text);
  const words = Object.entries(lines)
    .map(([name, text]) => [name, tableOf(text)] as const)
    .filter(([name, table]) => Object.keys(table).length > 0 && said.some(([target]) => target === name));
  return { targets: Object.fromEntries(said), words: Object.fromEntries(words) };
}
