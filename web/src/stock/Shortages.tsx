/** The shortage queue: which orders wait for which goods, at which place, and why. */
import type { TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useShopNames } from "@/api/shops";
import { type Shortage, shortagesQuery } from "@/api/stock";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Age } from "@/ui/Time";

const keyOf = (line: Shortage) => `${line.order_id}.${line.line_no}.${line.sku_id}`;

function shortageColumns(t: TFunction<"stock">, shop: (id: number) => string, onOpen: (skuId: number) => void): Column<Shortage>[] {
  return [
    {
      key: "number",
      title: t("column.order"),
      width: 190,
      frozen: true,
      cell: (line) => (
        <Link to="/orders" search={{ open: line.number }}>
          {line.number}
        </Link>
      ),
    },
    { key: "shop", title: t("column.shop"), width: 130, spare: 2, cell: (line) => shop(line.shop_id) },
    {
      key: "sku",
      title: t("column.sku"),
      width: 220,
      grow: true,
      cell: (line) => (
        <span className={styles["what"]}>
          <button type="button" className="bare" onClick={() => onOpen(line.sku_id)}>
            {line.title}
          </button>
          <small>{line.code}</small>
        </span>
      ),
    },
    {
      key: "why",
      title: t("column.why"),
      width: 330,
      cell: (line) =>
        t("shortages.why", { wanted: line.quantity, free: line.free, hand: line.on_hand, held: line.on_hand - line.free }),
    },
    { key: "priority", title: t("column.priority"), width: 76, spare: 1, align: "end", cell: (line) => line.priority },
    { key: "place", title: t("column.place"), width: 76, align: "end", cell: (line) => line.place },
    { key: "since", title: t("column.since"), width: 110, cell: (line) => <Age at={line.since} /> },
  ];
}

export function Shortages({ onOpen }: { onOpen(skuId: number): void }) {
  const { t } = useTranslation("stock");
  const list = useQuery(shortagesQuery);
  const { shop } = useShopNames();
  return (
    <Answered query={list} what={t("pane.shortages")}>
      {(lines) =>
        lines.length === 0 ? (
          <Notice title={t("shortages.none")} text={t("shortages.noneNext")} />
        ) : (
          <div className={styles["stack"]}>
            <p className={styles["hint"]}>{t("shortages.hint")}</p>
            <DataTable label={t("pane.shortages")} rows={lines} rowKey={keyOf} columns={shortageColumns(t, shop, onOpen)} density="comfortable" />
          </div>
        )
      }
    </Answered>
  );
}
