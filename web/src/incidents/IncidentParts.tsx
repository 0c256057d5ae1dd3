/** The parts of an incident below its facts: who is affected, the calls that failed, what happened. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { IncidentDetail, IncidentEntry } from "@/api/health";
import { useShopNames } from "@/api/shops";
import styles from "@/incidents/Incidents.module.css";
import { count } from "@/ui/money";
import { When } from "@/ui/Time";
import { instant, lasting } from "@/ui/time";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles["part"]}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Head({ words }: { words: readonly string[] }) {
  return (
    <thead>
      <tr>
        {words.map((word) => (
          <th key={word} scope="col">
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function Affected({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation("incidents");
  return (
    <Part title={t("part.affected")}>
      {incident.affected.length === 0 ? (
        <p>{t("affectedNone")}</p>
      ) : (
        <table className={styles["plain"]}>
          <Head words={[t("column.shops"), t("column.waiting"), t("column.late")]} />
          <tbody>
            {incident.affected.map((shop) => (
              <tr key={shop.shop_id}>
                <td>
                  <Link to="/shops" search={{ shop: String(shop.shop_id) }}>
                    {shop.name}
                  </Link>
                </td>
                <td>
                  <Link to="/orders" search={{ shop_id: [String(shop.shop_id)], stage: ["to_ship"] }}>
                    {count(shop.orders_waiting)}
                  </Link>
                </td>
                <td>
                  <Link to="/orders" search={{ shop_id: [String(shop.shop_id)], flag: ["late"] }}>
                    {count(shop.orders_late)}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

export function Evidence({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation("incidents");
  const { shop } = useShopNames();
  return (
    <Part title={t("part.evidence")}>
      {incident.evidence.length === 0 ? (
        <p>{t("evidenceGone")}</p>
      ) : (
        <table className={styles["plain"]}>
          <Head words={[t("column.at"), t("column.side"), t("column.api"), t("column.code"), t("column.ms")]} />
          <tbody>
            {incident.evidence.map((call) => (
              <tr key={`${call.at} ${call.shop_id} ${call.method}`}>
                <td>
                  <time dateTime={call.at} title={instant(call.at)}>
                    {instant(call.at).slice(5, 19)}
                  </time>
                </td>
                <td>{call.peer ? incident.peer_name : shop(call.shop_id)}</td>
                <td>
                  <code>{call.method}</code>
                </td>
                <td>
                  <code>{[call.code, call.channel_code].filter(Boolean).join(" · ")}</code>
                </td>
                <td>{call.ms} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

export function Timeline({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation("incidents");
  return (
    <Part title={t("part.timeline")}>
      <ol className={styles["timeline"]}>
        {incident.timeline.map((entry) => (
          <li key={`${entry.at} ${entry.kind}`}>
            <When at={entry.at} />
            <Happened entry={entry} />
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Happened({ entry }: { entry: IncidentEntry }) {
  const { t } = useTranslation(["incidents", "common"]);
  const { shop } = useShopNames();
  const detail = entry.detail as {
    owner?: string | null;
    took_s?: number;
    reason?: string;
    code?: string;
    channel_code?: string;
    shop_ids?: number[];
  };
  const words = t(`entry.${entry.kind}`, {
    by: entry.by,
    owner: detail.owner ?? t("nobody"),
    took: lasting(detail.took_s ?? 0),
  });
  const codes = [detail.code, detail.channel_code].filter(Boolean).join(" · ");
  return (
    <span>
      {words} {codes && <code>{codes}</code>} {detail.shop_ids?.map(shop).join(t("common:comma"))} {detail.reason}
    </span>
  );
}
