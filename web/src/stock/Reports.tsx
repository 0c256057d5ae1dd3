/** What warehouses say they have, beside the book; each difference with what explains it. */
import type { TFunction } from "i18next";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Cause, type StockReport, reportsQuery } from "@/api/stock";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Age } from "@/ui/Time";

const TONES: Record<Cause, BadgeTone> = { agrees: "ok", in_flight: "info", shipped_unreserved: "warn", unexplained: "bad" };
const keyOf = (line: StockReport) => `${line.warehouse}.${line.sku_id}`;

function reportColumns(t: TFunction<"stock">, onOpen: (skuId: number) => void): Column<StockReport>[] {
  const units = (key: "reported" | "booked" | "reserved"): Column<StockReport> => ({
    key,
    title: t(`column.${key}`),
    width: 100,
    align: "end",
    cell: (line) => line[key].toLocaleString(),
  });
  return [
    {
      key: "sku",
      title: t("column.sku"),
      width: 260,
      frozen: true,
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
    { key: "warehouse", title: t("column.warehouse"), width: 120, cell: (line) => line.warehouse },
    units("reported"),
    units("booked"),
    {
      key: "unbooked",
      title: t("column.unbooked"),
      width: 90,
      align: "end",
      cell: (line) => (line.unbooked > 0 ? `+${line.unbooked}` : line.unbooked),
    },
    units("reserved"),
    {
      key: "cause",
      title: t("column.cause"),
      width: 300,
      cell: (line) => (
        <span className={styles["what"]}>
          <Badge tone={TONES[line.cause]}>{t(`cause.${line.cause}`)}</Badge>
          <small>{t(`causeNext.${line.cause}`)}</small>
        </span>
      ),
    },
    { key: "at", title: t("column.reportedAt"), width: 120, cell: (line) => <Age at={line.reported_at} /> },
  ];
}

export function Reports({ onOpen }: { onOpen(skuId: number): void }) {
  const { t } = useTranslation("stock");
  const list = useQuery(reportsQuery);
  return (
    <Answered query={list} what={t("pane.reports")}>
      {(lines) =>
        lines.length === 0 ? (
          <Notice title={t("reports.none")} text={t("reports.noneNext")} />
        ) : (
          <DataTable label={t("pane.reports")} rows={lines} rowKey={keyOf} columns={reportColumns(t, onOpen)} density="comfortable" />
        )
      }
    </Answered>
  );
}
