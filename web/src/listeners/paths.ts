/** How a condition names a variable, and what may be said of each in blocks. */
import type { Variable } from "@/api/listeners";

export type FieldType = Variable["type"];

/** `order.total`, `event.stage`. */
export function pathOf(variable: Variable): string {
  return variable.name.includes(".") ? variable.name : `order.${variable.name}`;
}

const SAYS: Partial<Record<FieldType, readonly string[]>> = {
  number: ["=", "!=", ">", ">=", "<", "<="],
  integer: ["=", "!=", ">", ">=", "<", "<="],
  text: ["=", "!=", "in", "notIn", "contains", "doesNotContain", "beginsWith", "endsWith"],
  boolean: ["="],
  list: ["contains", "doesNotContain"],
};

/** None for times and maps, which need text. */
export function operatorsOf(type: FieldType): readonly string[] {
  return SAYS[type] ?? [];
}
