/** The columns of the shop list. */
import type { TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import type { Shop, ShopState } from "@/api/shops";
import { channelColor } from "@/ui/channelColor";
import type { Column } from "@/ui/column";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { count } from "@/ui/money";
import styles from "@/shops/Shops.module.css";
import { Age } from "@/ui/Time";
import { instant, lasting } from "@/ui/time";

const TONES: Record<ShopState, BadgeTone> = { active: "ok", paused: "quiet", reauthorise: "bad", blocked: "bad" };

/** Seconds behind the channel after which a shop is shown as slow. */
const SLOW = 600;

function ShopStateBadge({ shop, t }: { shop: Shop; t: TFunction<readonly ["shops", "common"]> }) {
  const isTroubled = shop.state === "active" && shop.last_error !== null;
  return (
    <Badge tone={isTroubled ? "warn" : TONES[shop.state]} title={shop.last_error?.message}>
      {isTroubled ? t("state.troubled") : t(`state.${shop.state}`)}
    </Badge>
  );
}

interface ShopColumnTools {
  t: TFunction<readonly ["shops", "common"]>;
  channel(code: string): string;
  open(shop: Shop): void;
}

export function shopColumns({ t, channel, open }: ShopColumnTools): Column<Shop>[] {
  return [
    {
      key: "name",
      title: t("column.name"),
      width: 220,
      frozen: true,
      cell: (shop) => (
        <span className={styles["name"]}>
          <i aria-hidden="true" style={{ "--channel": channelColor(shop.channel) }} />
          <span>
            <button type="button" className="bare" onClick={() => open(shop)}>
              {shop.name}
            </button>
            <small>{channel(shop.channel)}</small>
          </span>
        </span>
      ),
    },
    {
      key: "state",
      title: t("column.state"),
      width: 190,
      grow: true,
      cell: (shop) => (
        <>
          <ShopStateBadge shop={shop} t={t} />
          {shop.last_error && (
            <small className={styles["trouble"]} title={shop.last_error.message}>
              {codeWords(shop.last_error.code, shop.last_error.message)} · <Age at={shop.last_error.since} />
            </small>
          )}
        </>
      ),
    },
    { key: "last_good", title: t("column.lastGood"), width: 120, cell: (shop) => <Age at={shop.last_good_at} /> },
    {
      key: "lag",
      title: t("column.lag"),
      width: 100,
      cell: (shop) => {
        if (shop.lag_s === null) return "–";
        return <span className={styles["lag"]} data-slow={shop.lag_s > SLOW}>{lasting(shop.lag_s)}</span>;
      },
    },
    {
      key: "next",
      title: t("column.next"),
      width: 130,
      cell: (shop) =>
        shop.poll_every_s ? (
          <span title={instant(shop.next_run_at)}>{t("every", { every: lasting(shop.poll_every_s) })}</span>
        ) : (
          t("pushed")
        ),
    },
    {
      key: "orders",
      title: t("column.orders"),
      width: 90,
      align: "end",
      cell: (shop) => (
        <Link to="/orders" search={{ shop_id: [String(shop.id)] }}>
          {count(shop.orders_total)}
        </Link>
      ),
    },
    {
      key: "quarantined",
      title: t("column.quarantined"),
      width: 80,
      align: "end",
      cell: (shop) =>
        shop.quarantined > 0 ? (
          <Link to="/quarantine" search={{ shop_id: String(shop.id) }}>
            {count(shop.quarantined)}
          </Link>
        ) : (
          0
        ),
    },
    {
      key: "pulse",
      title: t("column.pulse"),
      width: 245,
      spare: 1,
      cell: ({ pulse }) =>
        pulse.calls === 0
          ? "–"
          : t("pulse", { calls: count(pulse.calls), ok: Math.round((pulse.ok_rate ?? 0) * 100), ms: pulse.p95_ms ?? 0 }),
    },
    {
      key: "searchable",
      title: t("column.searchable"),
      width: 180,
      spare: 2,
      cell: (shop) => (
        <span title={t("searchableHint")}>
          {(["phone", "buyer"] as const)
            .map((kind) => t("searchable", { kind: t(`searchKind.${kind}`), how: t(`search.${(shop.searchable[kind] ?? "none") as "none"}`) }))
            .join(" · ")}
        </span>
      ),
    },
  ];
}
