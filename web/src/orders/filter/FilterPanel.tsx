/** Every other filter, in one panel; changes apply at once and live in the address. */
import { InputNumber, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery, shopsQuery } from "@/api/shops";
import { useTagChoices } from "@/orders/useTagChoices";
import { AttributeFilter } from "@/orders/filter/AttributeFilter";
import { Field } from "@/orders/filter/Field";
import { PROVINCES } from "@/orders/filter/provinces";
import styles from "@/orders/filter/Panel.module.css";
import { type LIST_FILTERS, MOST_YUAN, type OrderSearch } from "@/orders/orderSearch";
import { FLAGS, PRIORITIES, SELLER_FLAGS } from "@/orders/words";

interface FilterPanelProps {
  search: OrderSearch;
  onSearch(change: Partial<OrderSearch>): void;
}

type ListKey = (typeof LIST_FILTERS)[number] | "flag" | "seller_flag";

export default function FilterPanel({ search, onSearch }: FilterPanelProps) {
  const { t } = useTranslation("orders");
  const shops = useQuery(shopsQuery).data;
  const channels = useQuery(channelsQuery).data;
  const tags = useTagChoices();
  const choices = useMemo<Record<ListKey, { value: string; label: string }[]>>(
    () => ({
      shop_id: (shops ?? []).map((shop) => ({ value: String(shop.id), label: shop.name })),
      channel: (channels ?? []).map((channel) => ({ value: channel.code, label: channel.label })),
      tag: tags.map((chip) => ({ value: chip.tag, label: chip.label })),
      without_tag: tags.map((chip) => ({ value: chip.tag, label: chip.label })),
      flag: FLAGS.map((flag) => ({ value: flag, label: t(`flag.${flag}`) })),
      priority: PRIORITIES.map((level) => ({ value: level, label: t(`priority.${level}`) })),
      seller_flag: SELLER_FLAGS.map((color) => ({ value: color, label: t(`sellerFlag.${color}`) })),
      province: PROVINCES.map((province) => ({ value: province, label: province })),
    }),
    [shops, channels, tags, t],
  );
  const pickMany = (key: ListKey) => (
    <Field key={key} label={t(`filter.${key}`)}>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        aria-label={t(`filter.${key}`)}
        placeholder={t("filter.any")}
        value={(search[key] as string[] | undefined) ?? []}
        options={choices[key]}
        showSearch={{ optionFilterProp: "label" }}
        onChange={(values: string[]) => {
          const change: Partial<Record<ListKey, string[]>> = { [key]: values.length > 0 ? values : undefined };
          onSearch(change as Partial<OrderSearch>);
        }}
      />
    </Field>
  );
  const yuan = (key: "amount_from" | "amount_to") => (
    <InputNumber
      aria-label={t(`filter.${key}`)}
      min={0}
      max={MOST_YUAN}
      precision={2}
      prefix="¥"
      placeholder={t("filter.any")}
      value={search[key] ? Number(search[key]) : null}
      onChange={(value) => onSearch({ [key]: value === null ? undefined : String(value) })}
      style={{ flex: 1 }}
    />
  );
  return (
    <div className={styles["grid"]}>
      {(["shop_id", "channel", "flag", "tag", "without_tag", "priority", "seller_flag", "province"] as const).map(
        pickMany,
      )}
      <AttributeFilter search={search} onSearch={onSearch} />
      <Field label={t("filter.amount")} isWide>
        <div className={styles["pair"]}>
          {yuan("amount_from")}–{yuan("amount_to")}
        </div>
      </Field>
    </div>
  );
}
