/** Which deliveries: by endpoint, state, outcome of the last try, event type, order. */
import { Input, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type DeliveryFilter, endpointsQuery } from "@/api/partners";
import { OUTCOMES, STATES, topicWord } from "@/partners/partnersSearch";

interface FiltersProps {
  filter: DeliveryFilter;
  onChange(next: DeliveryFilter): void;
}

export function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation("partners");
  const known = useQuery(endpointsQuery).data;
  const picks = [
    { name: "endpoint", width: 150, options: (known?.items ?? []).map((one) => ({ value: String(one.id), label: one.name })) },
    { name: "state", width: 120, options: STATES.map((value) => ({ value, label: t(`delivery.${value}`) })) },
    { name: "outcome", width: 140, options: OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })) },
    {
      name: "topic",
      width: 150,
      options: (known?.topics ?? []).map((value) => ({ value, label: t(`topic.${topicWord(value)}`) })),
    },
  ] as const;
  return (
    <>
      {picks.map(({ name, width, options }) => (
        <Select<string>
          key={name}
          allowClear
          aria-label={t(`filter.${name}`)}
          placeholder={t(`filter.${name}`)}
          style={{ width }}
          value={filter[name] ?? null}
          options={[...options]}
          onChange={(value: string | undefined) => onChange({ [name]: value })}
        />
      ))}
      <Input.Search
        key={filter.key}
        defaultValue={filter.key}
        aria-label={t("filter.key")}
        placeholder={t("filter.key")}
        style={{ maxWidth: 240 }}
        onSearch={(typed) => onChange({ key: typed.trim() || undefined })}
      />
    </>
  );
}
