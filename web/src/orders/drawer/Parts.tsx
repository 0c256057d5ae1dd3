/** How the order leaves: what its warehouses are asked, part by part; split it, or make it whole again. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Part, joinOrder, partsQuery } from "@/api/fulfilment";
import { useMay } from "@/api/session";
import type { OrderDetail } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { Together } from "@/orders/drawer/Together";
import { Badge } from "@/ui/Badge";
import { useWrite } from "@/ui/useWrite";

const SplitDialog = lazy(() => import("@/orders/drawer/SplitDialog"));

const NONE: { items: Part[]; together: string[] } = { items: [], together: [] };
const OPEN: ReadonlySet<string> = new Set(["awaiting_review", "to_ship"]);
const TONES = {
  planned: "quiet",
  sending: "info",
  accepted: "ok",
  rejected: "bad",
  cancelling: "warn",
  cancelled: "quiet",
  too_late: "bad",
} as const satisfies Record<Part["state"], string>;

/** Whether the order, as it stands now, is at no warehouse. */
function isFree(order: OrderDetail, parts: Part[]) {
  if (!OPEN.has(order.stage) || order.as_of !== null) return false;
  return parts.every((part) => part.state === "planned" || part.state === "cancelled");
}

export function Parts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["orders", "fulfilment"]);
  const may = useMay();
  const [isSplitting, setSplitting] = useState(false);
  const shown = useQuery({ ...partsQuery(order.number), enabled: may("fulfilment.read") }).data;
  const { items: parts, together } = shown ?? NONE;
  const others = together.filter((number) => number !== order.number);
  const mayChange = isFree(order, parts) && may("fulfilment.manage");
  const isSplit = parts.some((part) => part.part > 0);
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const maySplit = mayChange && units > 1 && others.length === 0;
  if (parts.length === 0 && !maySplit) return null;
  return (
    <section>
      <h2>{t("section.parts")}</h2>
      <ul className={styles["reasons"]}>
        {parts.map((part) => (
          <PartRow key={part.part} order={order} part={part} />
        ))}
      </ul>
      <Together number={order.number} others={others} mayPart={mayChange} />
      {maySplit && (
        <Button size="small" onClick={() => setSplitting(true)}>
          {t(isSplit ? "parts.again" : "parts.split")}
        </Button>
      )}{" "}
      {mayChange && isSplit && <Join number={order.number} />}
      {isSplitting && shown && (
        <Suspense>
          <SplitDialog order={order} toldIn={shown.told_in} onClose={() => setSplitting(false)} />
        </Suspense>
      )}
    </section>
  );
}

function Join({ number }: { number: string }) {
  const { t } = useTranslation("orders");
  const join = useWrite({ run: joinOrder, done: t("parts.joined"), touches: [["fulfilment"], ["orders"]] });
  return (
    <Button size="small" loading={join.isPending} onClick={() => join.mutate(number)}>
      {t("parts.join")}
    </Button>
  );
}

function PartRow({ order, part }: { order: OrderDetail; part: Part }) {
  const { t } = useTranslation("orders");
  return (
    <li>
      <span>{part.part > 0 ? t("parts.part", { n: part.part }) : t("parts.whole")}</span>
      <Badge tone={TONES[part.state]}>{t(`parts.state.${part.state}`)}</Badge>
      <p>
        {part.lines && <Lines order={order} lines={part.lines} />}
        <small>
          {" "}
          {part.warehouse_name} {part.code}
        </small>
      </p>
    </li>
  );
}

function Lines({ order, lines }: { order: OrderDetail; lines: Record<string, number> }) {
  const named = order.lines.filter((line) => lines[line.line_no]);
  return named.map((line) => `${line.title} ×${String(lines[line.line_no])}`).join(" · ");
}
