/** Which shops a user or key sees: all of them, or those named. */
import { Radio, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { shopsQuery } from "@/api/shops";

interface ShopScopeProps {
  id?: string;
  value?: number[] | null;
  onChange?(shops: number[] | null): void;
}

export function ShopScope({ id, value = null, onChange }: ShopScopeProps) {
  const { t } = useTranslation("people");
  const shops = useQuery(shopsQuery).data ?? [];
  return (
    <>
      <Radio.Group
        {...(id && { id })}
        value={value === null ? "all" : "some"}
        options={[
          { value: "all", label: t("allShops") },
          { value: "some", label: t("someShops") },
        ]}
        onChange={(event) => onChange?.(event.target.value === "all" ? null : [])}
      />
      {value !== null && (
        <Select
          mode="multiple"
          aria-label={t("someShops")}
          style={{ width: "100%", marginTop: 8 }}
          value={value}
          options={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={(next) => onChange?.(next)}
        />
      )}
    </>
  );
}
