/** The inside of the date control: kind, presets, calendar. */
import { Button, DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import styles from "@/orders/filter/Panel.module.css";
import { PRESETS, presetOf, rangeOf } from "@/orders/filter/dates";
import type { OrderSearch } from "@/orders/orderSearch";
import { useMinute } from "@/ui/useMinute";
import { DATES, type DateKind } from "@/orders/words";

interface DatePanelProps {
  search: OrderSearch;
  onSearch(change: Partial<OrderSearch>): void;
}

export default function DatePanel({ search, onSearch }: DatePanelProps) {
  const { t } = useTranslation("orders");
  const now = useMinute();
  const chosen = presetOf(search.from, search.to, now);
  return (
    <div className={styles["panel"]} style={{ width: 400 }}>
      <Segmented<DateKind>
        block
        value={search.date ?? "placed"}
        options={DATES.map((kind) => ({ value: kind, label: t(`date.${kind}`) }))}
        onChange={(date) => onSearch({ date })}
      />
      <div className={styles["presets"]}>
        {PRESETS.map((preset) => (
          <Button
            key={preset}
            size="small"
            type={chosen === preset ? "primary" : "default"}
            onClick={() => onSearch(rangeOf(preset, now))}
          >
            {t(`preset.${preset}`)}
          </Button>
        ))}
        <Button size="small" type="text" onClick={() => onSearch({ from: undefined, to: undefined, date: undefined })}>
          {t("preset.any")}
        </Button>
      </div>
      <DatePicker.RangePicker
        aria-label={t("date.range")}
        allowEmpty={[true, true]}
        value={[search.from ? dayjs(search.from) : null, search.to ? dayjs(search.to) : null]}
        onChange={(range) =>
          onSearch({ from: range?.[0]?.format("YYYY-MM-DD"), to: range?.[1]?.format("YYYY-MM-DD") })
        }
      />
    </div>
  );
}
