/** Fields and their values in the reader's words, for differences and the timeline. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { STAGES } from "@/orders/words";
import { money } from "@/ui/money";
import { shortInstant } from "@/ui/time";

const LONGEST = 120;

export interface FieldWords {
  field(name: string): string;
  value(field: string, value: unknown): string;
}

type Words = TFunction<readonly ["orders", "common"]>;

function textWords(t: Words, name: string, text: string): string {
  const stage = name === "stage" ? STAGES.find((one) => one === text) : undefined;
  if (stage) return t(`stage.${stage}`);
  if (name === "flags") return t(`flag.${text as "late"}`, { defaultValue: text });
  if (name === "status" || name.endsWith("_status")) return t(`status.${text as "none"}`, { defaultValue: text });
  const isTime = ["_at", "_by", "_from"].some((end) => name.endsWith(end));
  if (isTime && !Number.isNaN(Date.parse(text))) return shortInstant(text);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function valueWords(t: Words, name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return t("common:none");
  if (typeof value === "boolean") return t(value ? "common:yes" : "common:no");
  if (typeof value === "number") return name.endsWith("_minor") ? money(value, "CNY") : String(value);
  if (Array.isArray(value)) return value.length === 0 ? t("common:none") : value.map((one) => valueWords(t, name, one)).join(" · ");
  return textWords(t, name, typeof value === "string" ? value : JSON.stringify(value));
}

export function useFieldWords(): FieldWords {
  const { t } = useTranslation(["orders", "common"]);
  return {
    field: (name) => t(`field.${name as "stage"}`, { defaultValue: name }),
    value: (name, value) => valueWords(t, name, value),
  };
}
