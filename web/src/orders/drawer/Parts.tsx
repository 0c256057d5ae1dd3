/** How the order leaves: what its warehouses are asked, part by part, and what each waits for; split it, or make it
 * whole again. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Part, type Shown, joinOrder, partsQuery } from "@/api/fulfilment";
import { useMay } from "@/api/session";
import type { OrderDetail } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { OPEN_STAGES, mayJoin, maySplit } from "@/orders/drawer/parts";
import { Together } from "@/orders/drawer/Together";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

const SplitDialog = lazy(() => import("@/orders/drawer/SplitDialog"));

const TONES = {
  planned: "quiet",
  sending: "info",
  accepted: "ok",
  rejected: "bad",
  cancelling: "warn",
  cancelled: "quiet",
  too_late: "bad",
} as const satisfies Record<Part["state"], BadgeTone>;
const UNASKED: ReadonlySet<string> = new Set(["planned", "cancelled"]);
/** Why an order cannot be split, where that is worth a word. */
const TOLD: ReadonlySet<string> = new Set(["at_warehouse", "no_warehouse"]);

export function Parts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const may = useMay();
  const shown = useQuery({ ...partsQuery(order.number), enabled: may("fulfilment.read") }).data;
  const mayChange = order.as_of === null && may("fulfilment.manage");
  if (!shown || (shown.items.length === 0 && !OPEN_STAGES.has(order.stage) && !shown.waits_for)) return null;
  return (
    <section>
      <h2>{t("section.parts")}</h2>
      <ul className={styles["parts"]}>
        {shown.items.length === 0 && (
          <li>
            <span>{t("parts.whole")}</span>
            <Badge tone="quiet">{t("parts.state.planned")}</Badge>
            <Waits reason={shown.waits_for} />
          </li>
        )}
        {shown.items.map((part) => (
          <PartRow key={part.part} order={order} part={part} />
        ))}
      </ul>
      <Together
        number={order.number}
        others={shown.together.filter((number) => number !== order.number)}
        mayPart={mayChange && shown.items.every((part) => UNASKED.has(part.state))}
      />
      {mayChange && <Change order={order} shown={shown} />}
    </section>
  );
}

function Change({ order, shown }: { order: OrderDetail; shown: Shown }) {
  const { t } = useTranslation("orders");
  const [isSplitting, setSplitting] = useState(false);
  const isSplit = shown.items.some((part) => part.part > 0);
  const units = order.lines.reduce((sum, line) => sum + (line.closed ? 0 : line.quantity), 0);
  if (TOLD.has(shown.blocked)) {
    const isSaid = units < 2 || shown.waits_for === "warehouse";
    return isSaid ? null : <p className={styles["why"]}>{t(`parts.blocked.${shown.blocked as "at_warehouse"}`)}</p>;
  }
  return (
    <p className={styles["acts"]}>
      {maySplit(shown) && (
        <Button size="small" onClick={() => setSplitting(true)}>
          {t(isSplit ? "parts.again" : "parts.split")}
        </Button>
      )}
      {mayJoin(shown) && <Join number={order.number} shown={shown} />}
      {isSplitting && (
        <Suspense>
          <SplitDialog order={order} shown={shown} onClose={() => setSplitting(false)} />
        </Suspense>
      )}
    </p>
  );
}

function Join({ number, shown }: { number: string; shown: Shown }) {
  const { t } = useTranslation("orders");
  const isWhole = shown.items.every((part) => part.part === 0 || !part.left);
  const join = useWrite({
    run: joinOrder,
    done: t(isWhole ? "parts.joined" : "parts.restJoined"),
    touches: [["fulfilment"], ["orders"]],
  });
  return (
    <Button size="small" loading={join.isPending} onClick={() => join.mutate(number)}>
      {t(isWhole ? "parts.join" : "parts.joinRest")}
    </Button>
  );
}

function PartRow({ order, part }: { order: OrderDetail; part: Part }) {
  const { t } = useTranslation(["orders", "fulfilment"]);
  const trouble = part.trouble && t(`fulfilment:code.${part.trouble as "carrier_unknown"}`, {
    defaultValue: codeWords(part.trouble, part.trouble),
  });
  return (
    <li>
      <span>{part.part > 0 ? t("parts.part", { n: part.part }) : t("parts.whole")}</span>
      <Badge tone={part.left ? "ok" : TONES[part.state]}>
        {part.left ? t("parts.left") : t(`parts.state.${part.state}`)}
      </Badge>
      <p>
        {part.lines && <Lines order={order} lines={part.lines} />}
        <small>{[part.warehouse_name, part.code].filter(Boolean).join(" · ")}</small>
      </p>
      <Waits reason={part.waits_for} />
      {trouble && <p className={styles["why"]}>{t("parts.trouble", { trouble })}</p>}
    </li>
  );
}

function Waits({ reason }: { reason: Part["waits_for"] }) {
  const { t } = useTranslation("orders");
  return reason && <p className={styles["why"]}>{t(`parts.waits.${reason}`)}</p>;
}

function Lines({ order, lines }: { order: OrderDetail; lines: Record<string, number> }) {
  const titles = new Map(order.lines.map((line) => [line.line_no, line.title]));
  return (
    <span>
      {Object.entries(lines)
        .map(([no, n]) => `${titles.get(no) ?? no} ×${String(n)}`)
        .join(" · ")}
    </span>
  );
}
