/** The tags rules and people use, in the reader's language. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { tagsQuery } from "@/api/orders";
import type { TagChip } from "@/api/types";
import { usePreferences } from "@/app/preferences";

export function useTagChoices(): readonly TagChip[] {
  const { language } = usePreferences();
  const tags = useQuery(tagsQuery).data;
  return useMemo(
    () =>
      (tags ?? []).map(({ tag, color, label_en, label_zh }) => ({
        tag,
        color,
        label: language === "en" ? label_en : label_zh,
      })),
    [tags, language],
  );
}
