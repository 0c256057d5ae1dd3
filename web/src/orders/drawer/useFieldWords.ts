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
  if (name === "stage" || name === "channel_status") {
    const stage = STAGES.find((one) => one === text);
    return stage ? t(`stage.${stage}`) : text;
  }
  const isTime = name.endsWith("_at") || name.endsWith("_by");
  if (isTime && !Number.isNaN(Date.parse(text))) return shortInstant(text);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function valueWords(t: Words, name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return t("common:none");
  if (typeof value === "boolean") return t(value ? "common:yes" : "common:no");
  if (typeof value === "number") return name.endsWith("_minor") ? money(value, "CNY") : String(value);
  if (Array.isArray(value)) return value.map((one) => valueWords(t, name, one)).join(" · ");
  return textWords(t, name, typeof value === "string" ? value : JSON.stringify(value));
}

export function useFieldWords(): FieldWords {
  const { t } = useTranslation(["orders", "common"]);
  return {
    field: (name) => t(`field.${name as "stage"}`, { defaultValue: name }),
    value: (name, value) => valueWords(t, name, value),
  };
}
