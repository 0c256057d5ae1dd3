/** What narrows the list now, each removable, and the way to keep it as a view. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery, shopsQuery } from "@/api/shops";
import { BlindShops } from "@/orders/filter/BlindShops";
import { useDateWords } from "@/orders/filter/DateFilter";
import styles from "@/orders/filter/FilterChips.module.css";
import { type OrderSearch, filterKeys } from "@/orders/orderSearch";
import { useTagChoices } from "@/orders/useTagChoices";

interface FilterChipsProps {
  search: OrderSearch;
  notFound: readonly string[];
  onSearch(change: Partial<OrderSearch>): void;
  onSave(): void;
}

export function FilterChips({ search, notFound, onSearch, onSave }: FilterChipsProps) {
  const { t } = useTranslation(["orders", "common"]);
  const label = useChipLabels(search);
  const dates = useDateWords(search);
  const narrowing = filterKeys(search);
  const keys = narrowing.filter((key) => !["date", "from", "to"].includes(key));
  const hasDates = Boolean(search.from ?? search.to);
  const terms = search.terms?.length ?? 0;
  if (narrowing.length === 0 && terms === 0 && !search.ignored) return null;
  const all = [...narrowing, "terms", "ignored"];
  const clearAll = () => onSearch(Object.fromEntries(all.map((key) => [key, undefined])));
  return (
    <div className={styles["chips"]} role="group" aria-label={t("filter.active")}>
      {terms > 0 && (
        <Chip text={t("search.looked", { n: terms })} onRemove={() => onSearch({ terms: undefined })} />
      )}
      {notFound.length > 0 && <Missing terms={notFound} />}
      {hasDates && <Chip text={dates} onRemove={() => onSearch({ from: undefined, to: undefined, date: undefined })} />}
      {keys.map((key) => (
        <Chip key={key} text={label(key)} onRemove={() => onSearch({ [key]: undefined })} />
      ))}
      {search.ignored && <Ignored told={search.ignored} onRemove={() => onSearch({ ignored: undefined })} />}
      <BlindShops search={search} />
      <Button size="small" type="text" onClick={clearAll}>
        {t("filter.clear")}
      </Button>
      {terms === 0 && narrowing.length > 0 && (
        <Button size="small" type="link" onClick={onSave}>
          {t("view.keep")}
        </Button>
      )}
    </div>
  );
}

function Missing({ terms }: { terms: readonly string[] }) {
  const { t } = useTranslation("orders");
  return (
    <details className={styles["missing"]}>
      <summary>{t("search.missing", { count: terms.length })}</summary>
      <pre>{terms.join("\n")}</pre>
    </details>
  );
}

function Ignored({ told, onRemove }: { told: readonly string[]; onRemove(): void }) {
  const { t } = useTranslation("orders");
  const text = t("filter.ignored", { count: told.length, words: told.join(t("filter.or")) });
  return <Chip isIgnored text={text} onRemove={onRemove} />;
}

function Chip({ text, isIgnored, onRemove }: { text: string; isIgnored?: boolean; onRemove(): void }) {
  const { t } = useTranslation();
  return (
    <span className={styles["chip"]} data-ignored={isIgnored}>
      <span title={text}>{text}</span>
      <button type="button" onClick={onRemove} aria-label={`${t("action.remove")} ${text}`}>
        <CloseOutlined />
      </button>
    </span>
  );
}

function useChipLabels(search: OrderSearch): (key: keyof OrderSearch) => string {
  const { t } = useTranslation("orders");
  const shops = useQuery(shopsQuery).data;
  const channels = useQuery(channelsQuery).data;
  const tags = useTagChoices();
  const tag = (value: string) => tags.find((chip) => chip.tag === value)?.label;
  const words: Partial<Record<keyof OrderSearch, (value: string) => string | undefined>> = {
    shop_id: (value) => shops?.find((shop) => String(shop.id) === value)?.name,
    channel: (value) => channels?.find((channel) => channel.code === value)?.label,
    tag,
    without_tag: tag,
    lane: (value) => t(`lane.${value as "to_push"}`),
    flag: (value) => t(`flag.${value as "late"}`),
    priority: (value) => t(`priority.${value as "0"}`),
    seller_flag: (value) => t(`sellerFlag.${value as "red"}`),
  };
  return (key) => {
    const value: unknown = search[key];
    const values = (Array.isArray(value) ? value : [value]).map(String);
    const name = key.startsWith("attr.") ? key.slice(5) : t(`filter.${key as "shop_id"}`);
    if (key === "has_note" || key === "presale") return name;
    return t("filter.chip", { name, values: values.map((one) => words[key]?.(one) ?? one).join(t("filter.or")) });
  };
}
