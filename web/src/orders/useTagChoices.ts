/** The tags a person can filter by or add: those of the published rules and those on the loaded orders. */
import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { ruleSetsQuery } from "@/api/rules";
import { useMay } from "@/api/session";
import type { OrderPage, TagChip } from "@/api/types";

export function useTagChoices(): TagChip[] {
  const may = useMay();
  const queries = useQueryClient();
  const sets = useQuery({ ...ruleSetsQuery, enabled: may("rules.read") }).data;
  return useMemo(() => {
    const chips = new Map<string, TagChip>();
    for (const set of sets ?? []) {
      for (const rule of set.rules ?? []) {
        if (rule.tag) chips.set(rule.tag, { tag: rule.tag, label: rule.label ?? rule.tag, color: rule.color ?? null });
      }
    }
    for (const [, list] of queries.getQueriesData<InfiniteData<OrderPage>>({ queryKey: ["orders", "list"] })) {
      for (const row of list?.pages.flatMap((page) => page.items) ?? []) {
        for (const chip of row.tags) if (!chips.has(chip.tag)) chips.set(chip.tag, chip);
      }
    }
    return [...chips.values()];
  }, [sets, queries]);
}
