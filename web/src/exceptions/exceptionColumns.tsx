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

/** The clock: green while there is time, told on when there was none left, stopped once it is over. */
export function Clock({ row, t }: { row: OrderException; t: T }) {
  if (row.closed_at) return <Badge tone="ok" title={t(`ended.${row.resolution as "person"}`)}>{t("over")}</Badge>;
  if (row.level > 0) {
    return <Badge tone="bad" title={t("told")}>{t("level", { to: t(`role.${row.level > 1 ? "administrator" : "operations"}`) })}</Badge>;
  }
  if (row.overdue) return <Badge tone="bad">{t("overdue")}</Badge>;
  return <When at={row.due_at} />;
}

/** Of a row on a phone, where each is told whole in one column. */
export const CARD_HEIGHT = 152;

/** All of them stand side by side at 1280 px; on a phone they stand one below the other. */
export function exceptionColumns(tools: Tools, isPhone = false): Column<OrderException>[] {
  const { t, shop } = tools;
  if (isPhone) {
    const cell = (row: OrderException) => <Card row={row} tools={tools} />;
    return [{ key: "what", title: t("column.what"), width: 300, grow: true, cell }];
  }
  return [
    {
      key: "number",
      title: `${t("column.number")} · ${t("column.shop")}`,
      width: 164,
      frozen: true,
      cell: (row) => (
        <span className={styles["what"]}>
          <Numbered row={row} tools={tools} />
          <small title={shop(row.shop_id)}>{shop(row.shop_id)}</small>
        </span>
      ),
    },
    {
      key: "what",
      title: t("column.what"),
      width: 178,
      grow: true,
      cell: (row) => <What row={row} t={t} />,
    },
    {
      key: "remedy",
      title: t("column.remedy"),
      width: 206,
      cell: (row) => <Remedies row={row} tools={tools} />,
    },
    {
      key: "due",
      title: `${t("column.due")} · ${t("column.age")}`,
      width: 146,
      cell: (row) => (
        <span className={`${styles["what"]} ${styles["due"]}`}>
          <Clock row={row} t={t} />
          <small>
            <Age at={row.closed_at ?? row.raised_at} />
          </small>
        </span>
      ),
    },
    {
      key: "owner",
      title: t("column.owner"),
      width: 108,
      spare: 1,
      cell: (row) => (
        <span className={styles["owner"]} title={ownerWords(row, t)}>
          {ownerWords(row, t)}
        </span>
      ),
    },
    { key: "goods", title: t("column.goods"), width: 158, spare: 2, cell: (row) => <Goods row={row} /> },
  ];
}

interface CellProps {
  row: OrderException;
  tools: Tools;
}

function ownerWords(row: OrderException, t: T): string {
  return row.owner ?? t("team", { role: t(`role.${row.owner_role as "operations"}`) });
}

function Numbered({ row, tools }: CellProps) {
  return (
    <button type="button" className="bare" onClick={() => tools.open(row)}>
      {row.number}
    </button>
  );
}

function What({ row, t }: { row: OrderException; t: T }) {
  return (
    <span className={styles["what"]} title={reasonWords(row, t)}>
      <span>{t(`kind.${row.kind}`)}</span>
      <small className={styles["reason"]}>{reasonWords(row, t)}</small>
    </span>
  );
}

function Goods({ row }: { row: OrderException }) {
  return (
    <span className={styles["what"]}>
      <span title={row.summary}>{row.summary}</span>
      <small>{money(row.total_minor, row.currency)}</small>
    </span>
  );
}

function Remedies({ row, tools: { t, may, run, map } }: CellProps) {
  if (row.closed_at) return null;
  return (
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
  );
}

function Card({ row, tools }: CellProps) {
  const { t, shop } = tools;
  return (
    <span className={styles["card"]}>
      <span className={styles["line"]}>
        <Numbered row={row} tools={tools} />
        <Clock row={row} t={t} />
      </span>
      <What row={row} t={t} />
      <span className={styles["line"]}>
        <small title={row.summary}>{row.summary}</small>
        <small>{money(row.total_minor, row.currency)}</small>
      </span>
      <span className={styles["line"]}>
        <small>
          {shop(row.shop_id)} · {ownerWords(row, t)}
        </small>
        <small>
          <Age at={row.closed_at ?? row.raised_at} />
        </small>
      </span>
      <Remedies row={row} tools={tools} />
    </span>
  );
}
