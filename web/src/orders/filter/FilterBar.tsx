/** Search box, quick filters, dates and the panel with everything else. */
import { FilterOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { type RefObject, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OrderCounts } from "@/api/types";
import { DateFilter } from "@/orders/filter/DateFilter";
import { QuickFilters } from "@/orders/filter/QuickFilters";
import { SearchBox } from "@/orders/filter/SearchBox";
import styles from "@/orders/OrderCentre.module.css";
import { LIST_FILTERS, type OrderSearch } from "@/orders/orderSearch";
import { PopPanel } from "@/ui/PopPanel";

const FilterPanel = lazy(() => import("@/orders/filter/FilterPanel"));

interface FilterBarProps {
  search: OrderSearch;
  counts: OrderCounts | undefined;
  onSearch(change: Partial<OrderSearch>): void;
  box: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ search, counts, onSearch, box }: FilterBarProps) {
  const { t } = useTranslation("orders");
  const [isOpen, setOpen] = useState(false);
  const n =
    LIST_FILTERS.filter((key) => search[key]).length + (search.amount_from || search.amount_to ? 1 : 0);
  return (
    <div className={styles["bar"]}>
      <SearchBox ref={box} search={search} onSearch={onSearch} />
      <DateFilter search={search} onSearch={onSearch} />
      <Popover
        open={isOpen}
        onOpenChange={setOpen}
        trigger="click"
        destroyOnHidden
        placement="bottomLeft"
        arrow={false}
        content={
          <PopPanel label={t("filter.open")} rows={6}>
            <FilterPanel search={search} onSearch={onSearch} />
          </PopPanel>
        }
      >
        <Button icon={<FilterOutlined />} aria-expanded={isOpen} type={n > 0 ? "primary" : "default"} ghost={n > 0}>
          {n > 0 ? t("filter.openN", { n }) : t("filter.open")}
        </Button>
      </Popover>
      <QuickFilters search={search} counts={counts} onSearch={onSearch} />
    </div>
  );
}
