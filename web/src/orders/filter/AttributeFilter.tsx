/** Filters by the extra fields that shops have mapped as searchable. */
import { Input } from "antd";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { mappingsQuery, shopsQuery } from "@/api/shops";
import { Field } from "@/orders/filter/Field";
import type { OrderSearch } from "@/orders/orderSearch";

interface AttributeFilterProps {
  search: OrderSearch;
  onSearch(change: Partial<OrderSearch>): void;
}

export function AttributeFilter({ search, onSearch }: AttributeFilterProps) {
  const { t } = useTranslation("orders");
  const shops = useQuery(shopsQuery).data ?? [];
  const answers = useQueries({ queries: shops.map((shop) => ({ ...mappingsQuery(shop.id), staleTime: 60_000 })) });
  const fields = answers.flatMap(({ data }) => data?.[0]?.fields ?? []).filter((field) => field.searchable);
  const labels = new Map(fields.map((field) => [field.attribute, field.label]));
  return [...labels].map(([attribute, label]) => {
    const key = `attr.${attribute}` as const;
    return (
      <Field key={attribute} label={label}>
        <Input.Search
          key={search[key] ?? ""}
          allowClear
          aria-label={label}
          placeholder={t("filter.any")}
          defaultValue={search[key] ?? ""}
          onSearch={(text) => onSearch({ [key]: text.trim() || undefined })}
        />
      </Field>
    );
  });
}
