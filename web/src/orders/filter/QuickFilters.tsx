/** 超时 缺货 加急 有备注 有退款 挂起 异常: one click each, with counts where they are exact. */
import { useTranslation } from "react-i18next";
import type { OrderCounts } from "@/api/types";
import { QUICK_FILTERS, countOf, flip, isOn } from "@/orders/filter/quickFilters";
import styles from "@/orders/filter/QuickFilters.module.css";
import type { OrderSearch } from "@/orders/orderSearch";
import { count } from "@/ui/money";

interface QuickFiltersProps {
  search: OrderSearch;
  counts: OrderCounts | undefined;
  onSearch(change: Partial<OrderSearch>): void;
}

export function QuickFilters({ search, counts, onSearch }: QuickFiltersProps) {
  const { t } = useTranslation("orders");
  return (
    <div className={styles["quick"]} role="group" aria-label={t("quick.label")}>
      {QUICK_FILTERS.map((filter) => {
        const n = countOf(filter, counts);
        return (
          <button
            key={filter.key}
            type="button"
            aria-pressed={isOn(filter, search)}
            data-alert={filter.key === "late" && (n ?? 0) > 0}
            onClick={() => onSearch(flip(filter, search))}
          >
            {t(`quick.${filter.key}`)}
            {n !== null && <span>{count(n)}</span>}
          </button>
        );
      })}
    </div>
  );
}
