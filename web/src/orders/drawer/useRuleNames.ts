/** Rules as people call them; the hub names them `set.rule`. */
import { useQuery } from "@tanstack/react-query";
import { ruleSetsQuery } from "@/api/rules";
import { useMay } from "@/api/session";
import { usePreferences } from "@/app/preferences";

export function useRuleNames(): (code: string) => string {
  const may = useMay();
  const { language } = usePreferences();
  const sets = useQuery({ ...ruleSetsQuery, enabled: may("rules.read") }).data;
  return (code) => {
    for (const set of sets ?? []) {
      const rule = set.rules.find((one) => code === `${set.key}.${one.key}`);
      if (rule) return language === "en" ? rule.name_en : rule.name_zh;
    }
    return code;
  };
}
