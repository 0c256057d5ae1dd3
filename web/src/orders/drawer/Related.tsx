/** What other areas know of this order: its parcels, and what listeners did. */
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { packagesQuery } from "@/api/fulfilment";
import { type ActionKind, orderRunsQuery } from "@/api/listeners";
import { CONDITION_TONES } from "@/fulfilment/conditions";
import { Route } from "@/fulfilment/Route";
import { useMay } from "@/api/session";
import type { OrderDetail } from "@/api/types";
import { useFresh } from "@/live/useFresh";
import styles from "@/orders/drawer/Overview.module.css";
import { useTagChoices } from "@/orders/useTagChoices";
import { Badge } from "@/ui/Badge";
import { Age } from "@/ui/Time";

export function Parcels({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["fulfilment", "orders"]);
  const may = useMay();
  useFresh(["fulfilment"], ["fulfilment"], 800);
  const isAsked = may("fulfilment.read") && order.fulfilment_status !== "none";
  const found = useInfiniteQuery({ ...packagesQuery(order.number), enabled: isAsked }).data;
  const parcels = found?.pages.flatMap((page) => page.items) ?? [];
  if (parcels.length === 0) return null;
  return (
    <section>
      <h2>{t("orders:section.parcels")}</h2>
      <ul className={styles["reasons"]}>
        {parcels.map((parcel) => (
          <li key={parcel.id}>
            <Link to="/fulfilment" search={{ q: parcel.waybill_no }}>
              {t(`carrier.${parcel.carrier as "SF"}`, { defaultValue: parcel.carrier })} {parcel.waybill_no}
            </Link>
            <Badge tone={parcel.followed ? CONDITION_TONES[parcel.followed.condition] : "info"}>
              {parcel.followed && parcel.followed.condition !== "waiting"
                ? t(`condition.${parcel.followed.condition}`)
                : t(`step.${parcel.step as "shipped"}`)}
            </Badge>
            <small>
              {t("column.platform")} · {parcel.agreed_at ? t("agreed") : t("notAgreed")}
            </small>
            <small>
              <Age at={parcel.shipped_at} />
            </small>
            {parcel.followed && (
              <details className={styles["way"]} open={parcels.length === 1}>
                <summary>{t("route.title")}</summary>
                <Route id={parcel.id} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ListenerRuns({ number }: { number: string }) {
  const { t } = useTranslation(["listeners", "orders"]);
  const may = useMay();
  const tags = useTagChoices();
  const runs = useQuery({ ...orderRunsQuery(number), enabled: may("listeners.read") }).data ?? [];
  if (runs.length === 0) return null;
  const named = (what: string) => tags.find((chip) => chip.tag === what)?.label ?? what;
  return (
    <section>
      <h2>{t("orders:section.listeners")}</h2>
      <ul className={styles["reasons"]}>
        {runs.map((run) => (
          <li key={run.id}>
            <Link to="/listeners" search={{ open: String(run.listener_id) }}>
              {run.listener}
            </Link>
            <p>
              {t(`event.${run.event}`)} · {t(`run.${run.state}`)}
              {run.outcomes.map((one) => ` · ${t(`action.${one.kind as ActionKind}`)} ${named(one.what)}`)}
            </p>
            <small>
              <Age at={run.at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
