/** Columns of the endpoints. */
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import type { Endpoint } from "@/api/partners";
import { topicWord } from "@/partners/partnersSearch";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { instant } from "@/ui/time";

type T = TFunction<readonly ["partners", "common"]>;

const COUNT_MAX = 10_000;
const TONES: Record<Endpoint["state"], BadgeTone> = { active: "ok", paused: "quiet", broken: "bad" };
const bounded = (n: number) => (n >= COUNT_MAX ? "9,999+" : String(n));

function Stands({ one, t }: { one: Endpoint; t: T }) {
  const since = one.broken_since && t("brokenSince", { at: instant(one.broken_since), probe: instant(one.probe_at) });
  return (
    <span>
      <Badge tone={TONES[one.state]} title={since || undefined}>
        {t(`state.${one.state}`)}
      </Badge>
      {one.reason && <small> {t(`reason.${one.reason}`, { count: one.failures })}</small>}
    </span>
  );
}

const counted = (state: "queued" | "dead", n: (one: Endpoint) => number) => (one: Endpoint) =>
  n(one) === 0 ? (
    "0"
  ) : (
    <Link to="/partners" search={{ pane: "deliveries", endpoint: String(one.id), state }}>
      {bounded(n(one))}
    </Link>
  );

export function endpointColumns(t: T, shop: (id: number) => string, steps: (one: Endpoint) => ReactNode): Column<Endpoint>[] {
  return [
    { key: "name", title: t("column.name"), width: 140, frozen: true, cell: (one) => <b>{one.name}</b> },
    { key: "host", title: t("column.host"), width: 165, spare: 1, cell: (one) => <code>{one.host}</code> },
    { key: "state", title: t("column.state"), width: 150, cell: (one) => <Stands one={one} t={t} /> },
    { key: "waiting", title: t("column.waiting"), width: 70, align: "end", cell: counted("queued", (one) => one.waiting) },
    { key: "dead", title: t("column.dead"), width: 70, align: "end", cell: counted("dead", (one) => one.dead) },
    {
      key: "topics",
      title: t("column.topics"),
      width: 190,
      spare: 2,
      grow: true,
      cell: (one) => {
        const words = one.topics.map((topic) => t(`topic.${topicWord(topic)}`)).join(" · ");
        return <span title={words}>{words}</span>;
      },
    },
    {
      key: "shops",
      title: t("column.shops"),
      width: 150,
      spare: 3,
      grow: true,
      cell: (one) => {
        const words = one.shop_ids.map(shop).join(" · ") || t("allShops");
        return <span title={words}>{words}</span>;
      },
    },
    { key: "steps", title: t("column.steps"), width: 385, cell: steps },
  ];
}
