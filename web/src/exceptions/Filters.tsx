/** Whose exceptions, how old, and of which order. */
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { AGES, type ExceptionsSearch, WHOSE } from "@/exceptions/exceptionsSearch";
import { Segments } from "@/ui/Segments";

interface FiltersProps {
  search: ExceptionsSearch;
  groups: Wire["ExceptionGroups"] | undefined;
  me: string;
  onChange(next: Partial<ExceptionsSearch>): void;
}

export function Filters({ search, groups, me, onChange }: FiltersProps) {
  const { t } = useTranslation("exceptions");
  const counts: Record<string, number | undefined> = groups
    ? { mine: groups.owners[me] ?? 0, nobody: groups.owners[""] ?? 0, overdue: groups.overdue }
    : {};
  const counted = (key: string, words: string) => {
    const n = counts[key];
    return n === undefined ? words : `${words} ${n}${groups?.bounded ? "+" : ""}`;
  };
  return (
    <>
      <Segments
        label={t("whose.label")}
        value={search.whose ?? "all"}
        options={[
          { value: "all" as const, label: t("all") },
          ...WHOSE.map((key) => ({ value: key, label: counted(key, t(`whose.${key}`)) })),
        ]}
        onChange={(next) => onChange({ whose: next === "all" ? undefined : next })}
      />
      <Segments
        label={t("age.label")}
        value={search.age ?? "any"}
        options={[
          { value: "any" as const, label: t("age.any") },
          ...AGES.map((key) => ({ value: key, label: t("age.over", { count: Number.parseInt(key, 10) }) })),
        ]}
        onChange={(next) => onChange({ age: next === "any" ? undefined : next })}
      />
      {search.number && (
        <button type="button" className="bare" onClick={() => onChange({ number: undefined })}>
          {search.number} ×
        </button>
      )}
    </>
  );
}
