/** Stock: what there is, what is reserved, what waits, and what each shop may sell of it. */
import { ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { summaryQuery } from "@/api/stock";
import { useFresh } from "@/live/useFresh";
import { Goods } from "@/stock/Goods";
import { ImportDialog } from "@/stock/ImportDialog";
import { MappingDesk } from "@/stock/MappingDesk";
import { Reports } from "@/stock/Reports";
import { Returns } from "@/stock/Returns";
import { Shortages } from "@/stock/Shortages";
import { SkuDialog } from "@/stock/SkuDialog";
import { StockShops } from "@/stock/StockShops";
import { PANES, type Pane, type StockSearch } from "@/stock/stockSearch";
import styles from "@/stock/Stock.module.css";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

const SkuPanel = lazy(() => import("@/stock/SkuPanel"));
type Asked = "import" | "sku" | null;

// What is asked of one pane says nothing of another.
const NOTHING = { sku: undefined, order: undefined, search: undefined, condition: undefined, warehouse: undefined };

export function Stock() {
  const { t } = useTranslation(["stock", "common"]);
  const search = useSearch({ from: "/hub/stock" });
  const navigate = useNavigate({ from: "/stock" });
  const isLocked = !useMay()("stock.manage");
  const [asked, setAsked] = useState<Asked>(null);
  const figures = useQuery(summaryQuery).data;
  useFresh(["orders", "stock"], ["stock"], 1500);
  const pane = search.pane ?? "goods";
  const change = (next: Partial<StockSearch>) => void navigate({ search: (before) => ({ ...before, ...next }) });
  const open = (id: number) => change({ sku: String(id) });
  const waiting: Partial<Record<Pane, number | undefined>> = {
    mapping: figures?.unmapped,
    shortages: figures?.short_orders,
    reports: figures?.unexplained,
    returns: figures?.unknown_returns,
  };
  const titled = (key: Pane) => (waiting[key] ? `${t(`pane.${key}`)} ${waiting[key]}` : t(`pane.${key}`));
  return (
    <Screen
      title={t("common:area.stock")}
      lead={t("lead")}
      action={
        !isLocked && (
          <span className={styles["actions"]}>
            <Button icon={<ImportOutlined />} onClick={() => setAsked("import")}>
              {t("import.open")}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsked("sku")}>
              {t("sku.add")}
            </Button>
          </span>
        )
      }
      bar={
        <Segments
          label={t("pane.label")}
          value={pane}
          options={PANES.map((key) => ({ value: key, label: titled(key) }))}
          onChange={(next) => change({ ...NOTHING, pane: next })}
        />
      }
    >
      <Shown pane={pane} search={search} isLocked={isLocked} onChange={change} onOpen={open} />
      <Suspense>
        {search.sku && (
          <SkuPanel
            key={search.sku}
            id={Number(search.sku)}
            isLocked={isLocked}
            onClose={() => change({ sku: undefined })}
          />
        )}
      </Suspense>
      {asked === "import" && <ImportDialog onClose={() => setAsked(null)} />}
      {asked === "sku" && <SkuDialog onClose={() => setAsked(null)} onDone={(sku) => open(sku.id)} />}
    </Screen>
  );
}

interface ShownProps {
  pane: Pane;
  search: StockSearch;
  isLocked: boolean;
  onChange(next: Partial<StockSearch>): void;
  onOpen(skuId: number): void;
}

function Shown({ pane, search, isLocked, onChange, onOpen }: ShownProps) {
  if (pane === "goods") return <Goods search={search} onChange={onChange} onOpen={onOpen} />;
  if (pane === "mapping") {
    return <MappingDesk isLocked={isLocked} order={search.order} onAll={() => onChange({ order: undefined })} />;
  }
  if (pane === "shortages") return <Shortages onOpen={onOpen} />;
  if (pane === "shops") return <StockShops isLocked={isLocked} />;
  if (pane === "returns") return <Returns search={search} isLocked={isLocked} onChange={onChange} onOpen={onOpen} />;
  return <Reports isLocked={isLocked} onOpen={onOpen} />;
}
