/** Goods that buyers sent back and warehouses took in: of which order, and whether they may be sold again. */
import type { TFunction } from "i18next";
import { Button, Input, Select } from "antd";
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useShopNames } from "@/api/shops";
import { CONDITIONS, type Returned, returnsQuery } from "@/api/stock";
import { NameReturned } from "@/stock/NameReturned";
import type { StockSearch } from "@/stock/stockSearch";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { When } from "@/ui/Time";

interface ReturnsProps {
  search: StockSearch;
  isLocked: boolean;
  onChange(next: Partial<StockSearch>): void;
  onOpen(skuId: number): void;
}

type T = TFunction<"stock">;

const keyOf = (row: Returned) => row.id;

/** What may be done with it: nothing before somebody knows what it is. */
function Condition({ row, onName }: { row: Returned; onName: ((row: Returned) => void) | null }) {
  const { t } = useTranslation("stock");
  const type = row.inventory_type;
  const words = type ? `${t("returns.poor")} · ${t(`returns.type.${type as "CC"}`, { defaultValue: type })}` : t("returns.good");
  if (row.sku_id !== null) return <Badge tone={type ? "warn" : "ok"}>{words}</Badge>;
  return (
    <span className={styles["row"]}>
      <Badge tone="quiet">{type ? t("returns.waitsPoor") : t("returns.waits")}</Badge>
      {onName && (
        <Button size="small" aria-label={`${t("returns.name")} ${row.code}`} onClick={() => onName(row)}>
          {t("returns.name")}
        </Button>
      )}
    </span>
  );
}

interface Doing {
  onOpen(skuId: number): void;
  /** Nothing for who may not. */
  onName: ((row: Returned) => void) | null;
}

function returnColumns(t: T, shop: (id: number) => string, { onOpen, onName }: Doing): Column<Returned>[] {
  return [
    {
      key: "number",
      title: t("column.order"),
      width: 178,
      frozen: true,
      cell: (row) =>
        row.number ? (
          <Link to="/orders" search={{ open: row.number }}>
            {row.number}
          </Link>
        ) : (
          t("returns.order")
        ),
    },
    { key: "shop", title: t("column.shop"), width: 130, cell: (row) => (row.shop_id === null ? "–" : shop(row.shop_id)) },
    {
      key: "sku",
      title: t("column.sku"),
      width: 200,
      grow: true,
      cell: (row) => (
        <span className={styles["what"]}>
          {row.sku_id === null ? (
            <Badge tone="bad">{t("returns.sku")}</Badge>
          ) : (
            <button type="button" className="bare" onClick={() => onOpen(Number(row.sku_id))}>
              {row.title}
            </button>
          )}
          <small>{row.code}</small>
        </span>
      ),
    },
    { key: "units", title: t("part.units"), width: 72, align: "end", cell: (row) => count(row.units) },
    { key: "condition", title: t("returns.condition"), width: 230, cell: (row) => <Condition row={row} onName={onName} /> },
    { key: "warehouse", title: t("column.warehouse"), width: 110, spare: 1, cell: (row) => row.warehouse },
    { key: "return_no", title: t("returns.no"), width: 150, spare: 2, cell: (row) => row.return_no },
    { key: "at", title: t("returns.at"), width: 130, cell: (row) => <When at={row.at} /> },
  ];
}

type FiltersProps = Pick<ReturnsProps, "search" | "onChange"> & { houses: string[] };

function Filters({ search, houses, onChange }: FiltersProps) {
  const { t } = useTranslation("stock");
  const titled = (key: "all" | (typeof CONDITIONS)[number]) => t(key === "all" ? "only.all" : `returns.${key}`);
  return (
    <div className={styles["filters"]}>
      <Input.Search
        allowClear
        className={styles["search"]}
        placeholder={t("returns.find")}
        aria-label={t("returns.find")}
        defaultValue={search.search}
        onSearch={(text) => onChange({ search: text.trim() || undefined })}
      />
      <Segments
        label={t("returns.condition")}
        value={search.condition ?? "all"}
        options={(["all", ...CONDITIONS] as const).map((key) => ({ value: key, label: titled(key) }))}
        onChange={(next) => onChange({ condition: next === "all" ? undefined : next })}
      />
      <Select
        allowClear
        aria-label={t("column.warehouse")}
        placeholder={t("column.warehouse")}
        style={{ minWidth: 140 }}
        value={search.warehouse}
        options={houses.map((one) => ({ value: one }))}
        onChange={(one: string | undefined) => onChange({ warehouse: one })}
      />
    </div>
  );
}

export function Returns({ search, isLocked, onChange, onOpen }: ReturnsProps) {
  const { t } = useTranslation("stock");
  const [naming, setNaming] = useState<Returned | null>(null);
  const { shop } = useShopNames();
  const list = useInfiniteQuery(returnsQuery({ q: search.search, condition: search.condition, warehouse: search.warehouse }));
  const isFiltered = Boolean(search.search || search.condition || search.warehouse);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles["stack"]}>
      <Filters search={search} houses={list.data?.pages[0]?.warehouses ?? []} onChange={onChange} />
      <Answered query={list} what={t("pane.returns")}>
        {() =>
          rows.length === 0 ? (
            <Notice title={t(isFiltered ? "returns.none" : "returns.empty")} text={t(isFiltered ? "returns.noneNext" : "returns.emptyNext")} />
          ) : (
            <DataTable
              label={t("pane.returns")}
              rows={rows}
              rowKey={keyOf}
              columns={returnColumns(t, shop, { onOpen, onName: isLocked ? null : setNaming })}
              density="comfortable"
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
            />
          )
        }
      </Answered>
      {naming && <NameReturned row={naming} onClose={() => setNaming(null)} />}
    </div>
  );
}
