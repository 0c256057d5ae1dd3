/** Kinds of peers in words; a kind that has none yet by its own. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { KindWords } from "@/health/owner";

const KINDS = ["warehouse", "carrier", "tracking", "sms", "notify", "partner"] as const;

export function useKinds(): KindWords {
  const { t } = useTranslation("health");
  return useCallback(
    (kind: string) => {
      const known = KINDS.find((one) => one === kind);
      return known ? t(`kind.${known}`) : kind;
    },
    [t],
  );
}
