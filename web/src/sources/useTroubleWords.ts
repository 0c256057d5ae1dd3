/** Why a row cannot be taken, in the reader's language; what the hub said where we have no words. */
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";

type Told = Pick<Wire["SourceTroubleOut"], "reason" | "field" | "detail">;

export function useTroubleWords(): (told: Told) => string {
  const { t } = useTranslation("sources");
  return ({ reason, field, detail }) => {
    const name = t(`field.${field.replace(".", "_") as "order"}`, { defaultValue: field });
    const shown = /'(.*)'$/u.exec(detail)?.[1] ?? "";
    return t(`reason.${reason as "unknown_word"}`, { field: name, word: shown, defaultValue: detail });
  };
}
