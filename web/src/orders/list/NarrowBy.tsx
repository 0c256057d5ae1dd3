/** The hub's answer to a question too wide to be quick: which further filter would make it so. */
import { FilterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { rangeOf } from "@/orders/filter/dates";
import type { OrderSearch } from "@/orders/orderSearch";
import { Notice } from "@/ui/Notice";

interface NarrowByProps {
  by: readonly string[];
  onSearch(change: Partial<OrderSearch>): void;
}

export function NarrowBy({ by, onSearch }: NarrowByProps) {
  const { t } = useTranslation("orders");
  const words = by.map((key) => t(`filter.${key as "date"}`, { defaultValue: key }));
  return (
    <Notice
      tone="info"
      icon={<FilterOutlined />}
      title={t("narrow.title")}
      text={t("narrow.text", { by: words.join(t("filter.or")) })}
      action={
        <>
          <Button type="primary" onClick={() => onSearch(rangeOf("week", new Date()))}>
            {t("narrow.week")}
          </Button>
          <Button onClick={() => onSearch({ stage: ["awaiting_review", "to_ship"] })}>{t("narrow.open")}</Button>
        </>
      }
    />
  );
}
