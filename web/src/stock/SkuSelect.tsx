/** One of our SKUs, found by code or title. */
import { Select } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { skusQuery } from "@/api/stock";

export function SkuSelect({ label, onChoose }: { label: string; onChoose(id: number): void }) {
  const [text, setText] = useState("");
  const { t } = useTranslation("stock");
  const found = useInfiniteQuery({ ...skusQuery(text || undefined, undefined), enabled: text.length > 0 });
  const skus = found.data?.pages[0]?.items ?? [];
  return (
    <Select<number>
      size="small"
      style={{ width: 220 }}
      aria-label={label}
      placeholder={label}
      showSearch={{ filterOption: false, onSearch: setText }}
      notFoundContent={text ? t("goods.none") : t("mapping.type")}
      options={skus.map((sku) => ({ value: sku.id, label: `${sku.code} ${sku.title}` }))}
      onChange={onChoose}
    />
  );
}
