/** The columns of the order centre. */
import type { TFunction } from "i18next";
import type { OrderRow } from "@/api/types";
import { Priority, Recipient, SellerFlag, ShipBy, StageWord, StatusWord, Tags } from "@/orders/list/cells";
import styles from "@/orders/list/cells.module.css";
import { Reminder } from "@/orders/list/Reminder";
import { channelColor } from "@/ui/channelColor";
import type { Column } from "@/ui/column";
import { count, money } from "@/ui/money";
import { Age, When } from "@/ui/Time";

interface OrderColumnTools {
  t: TFunction<"orders">;
  shop(id: number): string;
  channel(code: string): string;
  open(row: OrderRow): void;
}

export function orderColumns({ t, shop, channel, open }: OrderColumnTools): Column<OrderRow>[] {
  return [
    {
      key: "number",
      title: t("column.number"),
      width: 190,
      frozen: true,
      fixed: true,
      cell: (row) => (
        <>
          <span className={styles["head"]}>
            <button type="button" className={`bare ${styles["number"]}`} onClick={() => open(row)}>
              {row.number}
            </button>
            <Priority level={row.priority} />
            <SellerFlag color={row.seller_flag} />
          </span>
          <span className={styles["second"]}>{row.external_no}</span>
        </>
      ),
    },
    { key: "stage", title: t("column.stage"), width: 106, frozen: true, cell: (row) => <StageCell row={row} /> },
    {
      key: "ship_by",
      title: t("column.ship_by"),
      width: 92,
      sort: "ship_by",
      cell: (row) => <ShipBy by={row.ship_by} state={row.ship_by_state} />,
    },
    { key: "flags", title: t("column.flags"), width: 128, cell: (row) => <Reminder row={row} /> },
    { key: "tags", title: t("column.tags"), width: 164, spare: 1, cell: (row) => <Tags chips={row.tags} /> },
    {
      key: "summary",
      title: t("column.summary"),
      width: 144,
      grow: true,
      cell: (row) => (
        <>
          <span className={styles["line"]} title={row.summary}>
            {row.summary}
          </span>
          <span className={styles["second"]}>{t("lines", { count: row.line_count })}</span>
        </>
      ),
    },
    { key: "quantity", title: t("column.quantity"), width: 48, spare: 2, align: "end", cell: (row) => count(row.quantity) },
    {
      key: "total",
      title: t("column.total"),
      width: 94,
      align: "end",
      sort: "total",
      cell: (row) => money(row.total_minor, row.currency),
    },
    { key: "recipient", title: t("column.recipient"), width: 136, spare: 3, cell: (row) => <Recipient row={row} /> },
    {
      key: "shop",
      title: t("column.shop"),
      width: 124,
      cell: (row) => (
        <span className={`${styles["line"]} ${styles["shop"]}`} title={`${channel(row.channel)} · ${shop(row.shop_id)}`}>
          <i aria-hidden="true" style={{ "--channel": channelColor(row.channel) }} />
          {shop(row.shop_id)}
        </span>
      ),
    },
    {
      key: "placed_at",
      title: t("column.placed_at"),
      width: 92,
      spare: 4,
      sort: "placed_at",
      cell: (row) => <Age at={row.placed_at} />,
    },
    { key: "external_no", title: t("column.external_no"), width: 178, optional: true, cell: (row) => row.external_no },
    { key: "paid_at", title: t("column.paid_at"), width: 104, optional: true, cell: (row) => <When at={row.paid_at} /> },
    {
      key: "modified_at",
      title: t("column.modified_at"),
      width: 104,
      optional: true,
      sort: "modified_at",
      cell: (row) => <When at={row.modified_at} />,
    },
    {
      key: "shipped_at",
      title: t("column.shipped_at"),
      width: 104,
      optional: true,
      cell: (row) => <When at={row.shipped_at} />,
    },
    {
      key: "channel_status",
      title: t("column.channel_status"),
      width: 190,
      optional: true,
      cell: (row) => row.channel_status_raw ?? row.channel_status,
    },
    {
      key: "place",
      title: t("column.place"),
      width: 140,
      optional: true,
      cell: (row) => [row.province, row.city].filter(Boolean).join(" "),
    },
    { key: "buyer", title: t("column.buyer"), width: 110, optional: true, cell: (row) => row.people.buyer_name ?? "–" },
  ];
}

/** The hub says `none` where the warehouse has not begun. */
function isSaid(status: string): boolean {
  return status !== "" && status !== "none";
}

function StageCell({ row }: { row: OrderRow }) {
  return (
    <>
      <StageWord stage={row.stage} />
      {row.flags.includes("at_warehouse") ? (
        <span className={styles["second"]}><StatusWord code="at_warehouse" /></span>
      ) : (
        isSaid(row.fulfilment_status) && <span className={styles["second"]}><StatusWord code={row.fulfilment_status} /></span>
      )}
    </>
  );
}
