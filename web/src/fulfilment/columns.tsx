/** Columns of the fulfilment lists. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import type { Disagreement, Package, Task, WaitingScan } from "@/api/fulfilment";
import { CONDITION_TONES } from "@/fulfilment/conditions";
import styles from "@/fulfilment/Route.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { codeWords } from "@/ui/explain";
import { Age, When } from "@/ui/Time";
import { lasting } from "@/ui/time";

type T = TFunction<readonly ["fulfilment", "common"]>;
type ShopName = (id: number) => string;

const STEP_TONES: Record<string, BadgeTone> = { shipped: "info", in_transit: "info", delivered: "ok", returned: "warn" };
const TASK_TONES: Record<Task["state"], BadgeTone> = {
  waiting: "info",
  calling: "info",
  unknown: "warn",
  done: "ok",
  refused: "bad",
  stopped: "bad",
};

function OrderLink({ number, external }: { number: string; external?: string }) {
  return (
    <Link to="/orders" search={{ q: number }} title={external}>
      {number}
    </Link>
  );
}

function orderColumn<Row extends { number: string; external_no: string }>(t: T): Column<Row> {
  return {
    key: "order",
    title: t("column.order"),
    width: 174,
    frozen: true,
    cell: (row) => <OrderLink number={row.number} external={row.external_no} />,
  };
}

function shopColumn<Row extends { shop_id: number }>(t: T, shop: ShopName): Column<Row> {
  return { key: "shop", title: t("column.shop"), width: 140, spare: 2, cell: (row) => shop(row.shop_id) };
}

export function parcelTitle({ carrier, waybill_no }: { carrier: string; waybill_no: string }, t: T): string {
  return `${t(`carrier.${carrier as "SF"}`, { defaultValue: carrier })} ${waybill_no}`.trim() || "–";
}

function contents(units: Record<string, number>, t: T): string {
  return Object.entries(units)
    .map(([sku, n]) => t("units", { sku, n }))
    .join(t("common:comma"));
}

function Whereabouts({ parcel, t }: { parcel: Package; t: T }) {
  const followed = parcel.followed;
  if (!followed) return <span aria-hidden="true">–</span>;
  return (
    <span className={styles["whereabouts"]} title={followed.said}>
      <Badge tone={CONDITION_TONES[followed.condition]}>{t(`condition.${followed.condition}`)}</Badge>
      <span>{followed.said}</span>
    </span>
  );
}

export function packageColumns(t: T, shop: ShopName, open: (id: string) => void): Column<Package>[] {
  return [
    orderColumn(t),
    {
      key: "waybill",
      title: t("column.waybill"),
      width: 200,
      cell: (row) => (
        <Button type="link" size="small" style={{ padding: 0 }} title={t("route.open")} onClick={() => open(row.id)}>
          {parcelTitle(row, t)}
        </Button>
      ),
    },
    {
      key: "step",
      title: t("column.step"),
      width: 96,
      cell: (row) => <Badge tone={STEP_TONES[row.step] ?? "quiet"}>{t(`step.${row.step as "shipped"}`)}</Badge>,
    },
    {
      key: "platform",
      title: t("column.platform"),
      width: 100,
      cell: (row) => (
        <Badge tone={row.agreed_at ? "ok" : "quiet"}>{row.agreed_at ? t("agreed") : t("notAgreed")}</Badge>
      ),
    },
    {
      key: "whereabouts",
      title: t("column.whereabouts"),
      width: 260,
      grow: true,
      cell: (row) => <Whereabouts parcel={row} t={t} />,
    },
    {
      key: "units",
      title: t("column.units"),
      width: 170,
      spare: 1,
      cell: (row) => <span title={contents(row.units, t)}>{contents(row.units, t)}</span>,
    },
    shopColumn(t, shop),
    { key: "source", title: t("column.source"), width: 110, spare: 3, cell: (row) => t(`source.${row.source}`) },
    { key: "shipped", title: t("column.shipped"), width: 96, cell: (row) => <Age at={row.shipped_at} /> },
  ];
}

function why(code: string, detail: string, t: T): string {
  if (!code) return "–";
  const words = t(`code.${code as "carrier_unknown"}`, { defaultValue: codeWords(code, detail || code) });
  return code === "channel_refused" && detail ? `${words} · ${detail}` : words;
}

export function taskColumns(t: T, shop: ShopName, action: (task: Task) => ReactNode): Column<Task>[] {
  return [
    orderColumn(t),
    { key: "kind", title: t("column.kind"), width: 132, cell: (row) => t(`kind.${row.kind}`) },
    {
      key: "state",
      title: t("column.state"),
      width: 110,
      cell: (row) => <Badge tone={TASK_TONES[row.state]}>{t(`state.${row.state}`)}</Badge>,
    },
    { key: "waybill", title: t("column.waybill"), width: 200, cell: (row) => parcelTitle(row, t) },
    { key: "attempts", title: t("column.attempts"), width: 70, spare: 3, align: "end", cell: (row) => row.attempts },
    {
      key: "error",
      title: t("column.error"),
      width: 220,
      grow: true,
      cell: (row) => <span title={row.detail || undefined}>{why(row.code, row.detail, t)}</span>,
    },
    {
      key: "next",
      title: t("column.next"),
      width: 120,
      spare: 1,
      cell: (row) => (row.state === "waiting" || row.state === "unknown" ? <When at={row.due_at} /> : "–"),
    },
    shopColumn(t, shop),
    { key: "action", title: t("column.action"), width: 90, cell: action },
  ];
}

export function scanColumns(t: T): Column<WaitingScan>[] {
  return [
    {
      key: "order",
      title: t("column.order"),
      width: 200,
      frozen: true,
      cell: (row) => (row.number ? <OrderLink number={row.number} /> : row.order_ref),
    },
    {
      key: "state",
      title: t("column.state"),
      width: 110,
      cell: (row) => <Badge tone={row.state === "parked" ? "info" : "bad"}>{t(`scanState.${row.state}`)}</Badge>,
    },
    {
      key: "reason",
      title: t("column.reason"),
      width: 300,
      grow: true,
      cell: (row) => t(`reason.${row.reason as "unknown_order"}`, { defaultValue: row.reason }),
    },
    { key: "waybill", title: t("column.waybill"), width: 210, cell: (row) => parcelTitle(row, t) },
    { key: "source", title: t("column.source"), width: 110, spare: 1, cell: (row) => t(`source.${row.source}`) },
    { key: "received", title: t("column.received"), width: 120, cell: (row) => <Age at={row.received_at} /> },
  ];
}

export function disagreementColumns(t: T, shop: ShopName, now: Date): Column<Disagreement>[] {
  const age = (row: Disagreement) => {
    const end = row.healed_at ? Date.parse(row.healed_at) : now.getTime();
    return lasting(Math.max(0, (end - Date.parse(row.since)) / 1000));
  };
  return [
    orderColumn(t),
    {
      key: "what",
      title: t("column.what"),
      width: 320,
      grow: true,
      cell: (row) => (
        <Badge tone={row.healed_at ? "ok" : "bad"}>{t(`what.${row.kind as "platform_behind"}`)}</Badge>
      ),
    },
    { key: "age", title: t("column.age"), width: 110, cell: age },
    { key: "since", title: t("column.since"), width: 130, spare: 1, cell: (row) => <When at={row.since} /> },
    {
      key: "healings",
      title: t("column.healings"),
      width: 130,
      cell: (row) => (row.healed_at ? t("healed") : t("tries", { count: row.healings })),
    },
    shopColumn(t, shop),
  ];
}
