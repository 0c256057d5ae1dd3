/** Which date counts (下单 付款 修改 发货 时限) and its range, in one control. */
import { CalendarOutlined, DownOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { presetOf } from "@/orders/filter/dates";
import type { OrderSearch } from "@/orders/orderSearch";
import { PopPanel } from "@/ui/PopPanel";
import { useMinute } from "@/ui/useMinute";

const DatePanel = lazy(() => import("@/orders/filter/DatePanel"));

interface DateFilterProps {
  search: OrderSearch;
  onSearch(change: Partial<OrderSearch>): void;
}

export function useDateWords(search: OrderSearch): string {
  const { t } = useTranslation("orders");
  const kind = t(`date.${search.date ?? "placed"}`);
  const preset = presetOf(search.from, search.to, useMinute());
  if (preset) return `${kind} · ${t(`preset.${preset}`)}`;
  if (!search.from && !search.to) return `${kind} · ${t("preset.any")}`;
  return `${kind} · ${search.from?.slice(5) ?? "…"} – ${search.to?.slice(5) ?? "…"}`;
}

export function DateFilter({ search, onSearch }: DateFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const words = useDateWords(search);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      destroyOnHidden
      placement="bottomLeft"
      arrow={false}
      content={
        <PopPanel label={words} rows={3}>
          <DatePanel search={search} onSearch={onSearch} />
        </PopPanel>
      }
    >
      <Button icon={<CalendarOutlined />} aria-expanded={isOpen}>
        {words}
        <DownOutlined style={{ fontSize: 10 }} />
      </Button>
    </Popover>
  );
}
