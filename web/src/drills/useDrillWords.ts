/** Drills and causes in the reader's language; the hub's own words where we have none. */
import { useTranslation } from "react-i18next";
import type { Drill } from "@/api/drills";

export function useDrillWords() {
  const { t } = useTranslation("drills");
  return {
    title: (name: string) => t(`drill.${name as "token-expiry"}.title`, { defaultValue: name }),
    about: ({ name, about }: Drill) => t(`drill.${name as "token-expiry"}.about`, { defaultValue: about }),
    cause: (code: string) => t(`cause.${code as "timed_out"}`, { defaultValue: code }),
  };
}
