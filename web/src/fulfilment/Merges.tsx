/** Orders of one buyer that wait for each other: merge them, or take them apart again. */
import { Button } from "antd";
import { Fragment } from "react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Offer, countsQuery, mergeOrders, mergesQuery, partOrders } from "@/api/fulfilment";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import styles from "@/fulfilment/Merges.module.css";
import { joining } from "@/fulfilment/offers";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { money } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

export function Merges() {
  const { t } = useTranslation(["fulfilment", "common"]);
  const list = useQuery({ ...mergesQuery, refetchInterval: 15_000 });
  const gathering = useQuery(countsQuery).data?.gathering ?? 0;
  const columns = useColumns();
  const nothing = gathering > 0 ? t("empty.gathering", { count: gathering }) : t("empty.merges");
  return (
    <Answered query={list} what={t("pane.merges")}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice title={nothing} text={t("empty.mergesNext")} />
        ) : (
          <DataTable label={t("pane.merges")} rows={items} rowKey={(row) => row.id} columns={columns} density="comfortable" />
        )
      }
    </Answered>
  );
}

function sumOf(offer: Offer, what: "units" | "total_minor") {
  return offer.orders.reduce((sum, order) => sum + order[what], 0);
}

function useColumns(): Column<Offer>[] {
  const { t } = useTranslation(["fulfilment", "common"]);
  const { shop } = useShopNames();
  return [
    { key: "orders", title: t("column.orders"), width: 286, grow: true, cell: (row) => <Orders offer={row} /> },
    { key: "action", title: t("column.action"), width: 104, cell: (row) => <Change offer={row} /> },
    {
      key: "state",
      title: t("column.state"),
      width: 165,
      cell: (row) => <State offer={row} />,
    },
    {
      key: "units",
      title: t("column.units"),
      width: 90,
      align: "end",
      cell: (row) => t("merge.units", { count: sumOf(row, "units") }),
    },
    {
      key: "total",
      title: t("column.total"),
      width: 100,
      align: "end",
      cell: (row) => money(sumOf(row, "total_minor"), row.orders[0]?.currency ?? "CNY"),
    },
    { key: "shop", title: t("column.shop"), width: 135, spare: 1, cell: (row) => shop(row.shop_id) },
    { key: "due", title: t("column.due"), width: 140, cell: (row) => <When at={row.due_at} /> },
  ];
}

function Orders({ offer }: { offer: Offer }) {
  const { t } = useTranslation("fulfilment");
  const { together, others } = joining(offer);
  if (together.length === 0 || others.length === 0) {
    return (
      <div className={styles["numbers"]}>
        <Numbers orders={offer.orders} />
      </div>
    );
  }
  return (
    <>
      <div className={styles["numbers"]}>
        <Numbers orders={together} />
      </div>
      <div className={styles["numbers"]}>
        <small>{t("merge.others")}</small> <Numbers orders={others} />
      </div>
    </>
  );
}

function Numbers({ orders }: Pick<Offer, "orders">) {
  return orders.map((order, at) => (
    <Fragment key={order.number}>
      {at > 0 && " + "}
      <Link to="/orders" search={{ q: order.number }} title={order.external_no}>
        {order.number}
      </Link>
    </Fragment>
  ));
}

function State({ offer }: { offer: Offer }) {
  const { t } = useTranslation("fulfilment");
  const { together, others } = joining(offer);
  if (offer.merged) return <Badge tone="ok">{t("merge.merged")}</Badge>;
  const text = together.length > 0 ? t("merge.partly", { n: together.length, count: others.length }) : t("merge.offered");
  return <Badge tone="info">{text}</Badge>;
}

function Change({ offer }: { offer: Offer }) {
  const { t } = useTranslation("fulfilment");
  const may = useMay();
  const touches = [["fulfilment"], ["orders"]];
  const merge = useWrite({ run: mergeOrders, done: t("merge.done", { count: offer.orders.length }), touches });
  const part = useWrite({ run: partOrders, done: t("merge.parted"), touches });
  if (!may("fulfilment.manage")) return <span aria-hidden="true">–</span>;
  if (offer.merged) {
    return (
      <Button size="small" loading={part.isPending} onClick={() => part.mutate(offer.id)}>
        {t("merge.part")}
      </Button>
    );
  }
  return (
    <Button
      size="small"
      type="primary"
      loading={merge.isPending}
      onClick={() => merge.mutate(offer.orders.map((order) => order.number))}
    >
      {t("merge.merge")}
    </Button>
  );
}
