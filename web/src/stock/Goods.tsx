/** All SKUs with what is on hand, reserved, available and waited for. */
import type { TFunction } from "i18next";
import { Input } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ONLY, type Sku, skusQuery } from "@/api/stock";
import type { StockSearch } from "@/stock/stockSearch";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";

interface GoodsProps {
  search: StockSearch;
  onChange(next: Partial<StockSearch>): void;
  onOpen(id: number): void;
}

const keyOf = (sku: Sku) => String(sku.id);

function goodsColumns(t: TFunction<"stock">, onOpen: (id: number) => void): Column<Sku>[] {
  const units = (key: "on_hand" | "reserved" | "available" | "safety" | "shipped"): Column<Sku> => ({
    key,
    title: t(`column.${key}`),
    width: 92,
    align: "end",
    cell: (sku) => (sku.bundle && key !== "available" ? "–" : count(sku[key])),
  });
  return [
    {
      key: "sku",
      title: t("column.sku"),
      width: 225,
      frozen: true,
      grow: true,
      cell: (sku) => (
        <span className={styles["what"]}>
          <button type="button" className="bare" onClick={() => onOpen(sku.id)}>
            {sku.title}
          </button>
          <small>{[sku.code, sku.spec, sku.barcode].filter(Boolean).join(" · ")}</small>
        </span>
      ),
    },
    { key: "state", title: t("column.state"), width: 150, cell: (sku) => <SkuState sku={sku} /> },
    units("on_hand"),
    units("reserved"),
    units("available"),
    {
      key: "short",
      title: t("column.short"),
      width: 92,
      align: "end",
      cell: (sku) => (sku.short ? <b className={styles["bad"]}>{count(sku.short)}</b> : "–"),
    },
    units("safety"),
    units("shipped"),
  ];
}

export function Goods({ search, onChange, onOpen }: GoodsProps) {
  const { t } = useTranslation("stock");
  const list = useInfiniteQuery(skusQuery(search.search, search.only));
  const skus = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const isFiltered = Boolean(search.search || search.only);
  return (
    <div className={styles["stack"]}>
      <div className={styles["filters"]}>
        <Input.Search
          allowClear
          className={styles["search"]}
          placeholder={t("goods.search")}
          aria-label={t("goods.search")}
          defaultValue={search.search}
          onSearch={(text) => onChange({ search: text || undefined })}
        />
        <Segments
          label={t("only.label")}
          value={search.only ?? "all"}
          options={(["all", ...ONLY] as const).map((key) => ({ value: key, label: t(`only.${key}`) }))}
          onChange={(next) => onChange({ only: next === "all" ? undefined : next })}
        />
      </div>
      <Answered query={list} what={t("pane.goods")}>
        {() =>
          skus.length === 0 ? (
            <Notice title={t(isFiltered ? "goods.none" : "goods.empty")} text={t(isFiltered ? "goods.noneNext" : "goods.emptyNext")} />
          ) : (
            <DataTable
              label={t("pane.goods")}
              rows={skus}
              rowKey={keyOf}
              columns={goodsColumns(t, onOpen)}
              density="comfortable"
              opened={search.sku ?? null}
              onOpen={(sku) => onOpen(sku.id)}
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
            />
          )
        }
      </Answered>
    </div>
  );
}

export function SkuState({ sku }: { sku: Sku }) {
  const { t } = useTranslation("stock");
  if (sku.short > 0) return <Badge tone="bad">{t("state.short")}</Badge>;
  if (sku.available <= sku.safety) return <Badge tone="warn">{t("state.low")}</Badge>;
  return sku.bundle ? <Badge tone="info">{t("state.bundle")}</Badge> : <Badge tone="ok">{t("state.enough")}</Badge>;
}
