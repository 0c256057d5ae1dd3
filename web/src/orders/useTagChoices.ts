/** The tags rules and people use, in the reader's language; none where the role does not see the rules. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { tagsQuery } from "@/api/orders";
import { useMay } from "@/api/session";
import type { TagChip } from "@/api/types";
import { usePreferences } from "@/app/preferences";

export function useTagChoices(): readonly TagChip[] {
  const { language } = usePreferences();
  const may = useMay();
  const tags = useQuery({ ...tagsQuery, enabled: may("rules.read") }).data;
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
