/** What warehouses say they have, beside the book; each difference with what explains it. */
import { Button } from "antd";
import type { TFunction } from "i18next";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Cause, STOCK, type StockReport, reportsQuery, takeOver } from "@/api/stock";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { Confirm } from "@/ui/Confirm";
import { DataTable } from "@/ui/DataTable";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const TONES: Record<Cause, BadgeTone> = {
  agrees: "ok",
  moved_since: "info",
  in_flight: "info",
  shipped_unreserved: "warn",
  unexplained: "bad",
};
const PARTS = ["since", "in_flight", "unreserved", "unexplained"] as const;
const keyOf = (line: StockReport) => `${line.warehouse}.${line.sku_id}`;
const signed = (units: number) => (units > 0 ? `+${count(units)}` : count(units));

function reportColumns(t: TFunction<"stock">, onOpen: (skuId: number) => void, isLocked: boolean): Column<StockReport>[] {
  const units = (key: "reported" | "booked"): Column<StockReport> => ({
    key,
    title: t(`column.${key}`),
    width: 84,
    align: "end",
    cell: (line) => count(line[key]),
  });
  const columns: Column<StockReport>[] = [
    {
      key: "sku",
      title: t("column.sku"),
      width: 240,
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
    { key: "warehouse", title: t("column.warehouse"), width: 120, spare: 1, cell: (line) => line.warehouse },
    units("reported"),
    units("booked"),
    { key: "unbooked", title: t("column.unbooked"), width: 100, align: "end", cell: (line) => signed(line.unbooked) },
    {
      key: "cause",
      title: t("column.cause"),
      width: 284,
      cell: (line) => (
        <span className={styles["what"]}>
          <Badge tone={TONES[line.cause]}>{t(`cause.${line.cause}`)}</Badge>
          <small title={t(`causeNext.${line.cause}`)}>{line.unbooked === 0 ? t("causeNext.agrees") : <Parts line={line} />}</small>
        </span>
      ),
    },
    { key: "at", title: t("column.reportedAt"), width: 100, spare: 2, cell: (line) => <Age at={line.reported_at} /> },
  ];
  if (!isLocked) columns.push({ key: "take", title: "", width: 148, cell: (line) => <TakeOver line={line} /> });
  return columns;
}

/** The difference as the sum of its parts. */
function Parts({ line }: { line: StockReport }) {
  const { t } = useTranslation("stock");
  return PARTS.filter((part) => line[part] !== 0)
    .map((part) => `${t(`parts.${part}`)} ${signed(line[part])}`)
    .join(t("parts.join"));
}

function TakeOver({ line }: { line: StockReport }) {
  const { t } = useTranslation("stock");
  const take = useWrite({ run: takeOver, done: t("reports.taken"), touches: [STOCK] });
  if (line.to_take === 0) return null;
  const units = signed(line.to_take);
  return (
    <Confirm
      placement="bottomRight"
      title={t("reports.take", { units })}
      description={t("reports.takeNext", { warehouse: line.warehouse, from: count(line.booked), to: count(line.booked + line.to_take) })}
      okText={t("reports.takeGo")}
      onConfirm={() => take.mutate(line)}
    >
      <Button size="small" loading={take.isPending} aria-label={`${line.code} ${t("reports.take", { units })}`}>
        {t("reports.take", { units })}
      </Button>
    </Confirm>
  );
}

export function Reports({ isLocked, onOpen }: { isLocked: boolean; onOpen(skuId: number): void }) {
  const { t } = useTranslation("stock");
  const list = useQuery(reportsQuery);
  return (
    <div className={styles["pane"]}>
      <p className={styles["hint"]}>{t("reports.hint")}</p>
      <Answered query={list} what={t("pane.reports")}>
        {(lines) =>
          lines.length === 0 ? (
            <Notice title={t("reports.none")} text={t("reports.noneNext")} />
          ) : (
            <DataTable label={t("pane.reports")} rows={lines} rowKey={keyOf} columns={reportColumns(t, onOpen, isLocked)} density="comfortable" />
          )
        }
      </Answered>
    </div>
  );
}
