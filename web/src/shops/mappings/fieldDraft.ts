/** A mapped field while it is being written. */
import type { MappedField } from "@/api/shops";

export const FIELD_TYPES: readonly MappedField["type"][] = ["text", "number", "bool", "time", "money"];

export function newField(): MappedField {
  return { attribute: "", label: "", type: "text", path: "", searchable: false };
}

/** True when the hub would accept its form; what the path finds only a trial can tell. */
export function isWhole(field: MappedField): boolean {
  return /^[a-z][a-z0-9_]{0,39}$/u.test(field.attribute) && field.label.trim() !== "" && field.path.trim() !== "";
}
