/** The columns of the exception desk. */
import { Button } from "antd";
import type { TFunction } from "i18next";
import type { OrderException, Step } from "@/api/exceptions";
import styles from "@/exceptions/Exceptions.module.css";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { money } from "@/ui/money";
import { Age, When } from "@/ui/Time";

type T = TFunction<readonly ["exceptions", "common"]>;

interface Tools {
  t: T;
  shop(id: number): string;
  may(step: Step): boolean;
  open(row: OrderException): void;
  run(row: OrderException, step: Step): void;
  /** To the listings an order waits for; null for who may not see them. */
  map: ((row: OrderException) => void) | null;
}

/** Why it stands, in words where the reason is one of our codes. */
export function reasonWords(row: OrderException, t: T): string {
  return t(`reason.${row.reason as "no_region"}`, { defaultValue: row.reason || t(`means.${row.kind}`) });
}

/** The clock: green while there is time, told on when there was none left. */
export function Clock({ row, t }: { row: OrderException; t: T }) {
  if (row.level > 0) {
    return <Badge tone="bad" title={t("told")}>{t("level", { to: t(`role.${row.level > 1 ? "administrator" : "operations"}`) })}</Badge>;
  }
  if (row.overdue) return <Badge tone="bad">{t("overdue")}</Badge>;
  return <When at={row.due_at} />;
}

export function exceptionColumns({ t, shop, may, open, run, map }: Tools): Column<OrderException>[] {
  return [
    {
      key: "number",
      title: t("column.number"),
      width: 170,
      frozen: true,
      cell: (row) => (
        <button type="button" className="bare" onClick={() => open(row)}>
          {row.number}
        </button>
      ),
    },
    {
      key: "what",
      title: t("column.what"),
      width: 180,
      grow: true,
      cell: (row) => (
        <span className={styles["what"]} title={reasonWords(row, t)}>
          <span>{t(`kind.${row.kind}`)}</span>
          <small className={styles["reason"]}>{reasonWords(row, t)}</small>
        </span>
      ),
    },
    {
      key: "remedy",
      title: t("column.remedy"),
      width: 264,
      cell: (row) => (
        <span className={styles["remedies"]}>
          {row.remedies.filter(may).map((step) => (
            <Button key={step} size="small" onClick={() => run(row, step)}>
              {t(`step.${step}`)}
            </Button>
          ))}
          {row.kind === "unknown_goods" && map && (
            <Button size="small" type="primary" onClick={() => map(row)}>
              {t("map")}
            </Button>
          )}
          {!row.owner && may("take") && (
            <Button size="small" onClick={() => run(row, "take")}>
              {t("step.take")}
            </Button>
          )}
        </span>
      ),
    },
    { key: "due", title: t("column.due"), width: 112, cell: (row) => <Clock row={row} t={t} /> },
    { key: "age", title: t("column.age"), width: 96, cell: (row) => <Age at={row.raised_at} /> },
    {
      key: "owner",
      title: t("column.owner"),
      width: 172,
      cell: (row) => row.owner ?? t("team", { role: t(`role.${row.owner_role as "operations"}`) }),
    },
    { key: "shop", title: t("column.shop"), width: 115, cell: (row) => shop(row.shop_id) },
    {
      key: "goods",
      title: t("column.goods"),
      width: 180,
      cell: (row) => (
        <span className={styles["what"]}>
          <span title={row.summary}>{row.summary}</span>
          <small>{money(row.total_minor, row.currency)}</small>
        </span>
      ),
    },
  ];
}
