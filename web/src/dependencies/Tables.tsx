/** Apps with their whitelists, hosts with their certificates: plain tables beside the graph. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Dependencies, PlatformApp } from "@/api/dependencies";
import { useShopNames } from "@/api/shops";
import styles from "@/dependencies/Dependencies.module.css";
import { hostTone, toneOf } from "@/dependencies/graph";
import { WhitelistDialog } from "@/dependencies/WhitelistDialog";
import { Badge } from "@/ui/Badge";
import { When } from "@/ui/Time";

export function Apps({ apps, isLocked }: { apps: readonly PlatformApp[]; isLocked: boolean }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const [edited, setEdited] = useState<PlatformApp | null>(null);
  return (
    <section className={styles["part"]} aria-label={t("apps.title")}>
      <h2>{t("apps.title")}</h2>
      <p>{t("apps.hint")}</p>
      <table className={styles["plain"]}>
        <thead>
          <tr>
            <th scope="col">{t("map.app")}</th>
            <th scope="col">{t("map.admission")}</th>
            <th scope="col">{t("apps.listed")}</th>
            <th scope="col">{t("apps.shops")}</th>
            {!isLocked && <th scope="col">{t("apps.action")}</th>}
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <tr key={`${app.channel} ${app.app_key}`}>
              <td>
                {app.label} <code>{app.app_key}</code>
              </td>
              <td>
                <Badge tone={toneOf(app)}>{t(`admission.${app.admission}`)}</Badge>
              </td>
              <td>{app.addresses.join(t("common:comma")) || "–"}</td>
              <td>{app.shops.map((shop) => shop.name).join(t("common:comma"))}</td>
              {!isLocked && (
                <td>
                  <Button size="small" aria-label={t("apps.declareFor", { app: `${app.label} ${app.app_key}` })} onClick={() => setEdited(app)}>
                    {t("apps.declare")}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {edited && <WhitelistDialog app={edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

export function Hosts({ hosts }: { hosts: Dependencies["hosts"] }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const { shop } = useShopNames();
  return (
    <section className={styles["part"]} aria-label={t("hosts.title")}>
      <h2>{t("hosts.title")}</h2>
      <table className={styles["plain"]}>
        <thead>
          <tr>
            <th scope="col">{t("hosts.host")}</th>
            <th scope="col">{t("hosts.certificate")}</th>
            <th scope="col">{t("apps.shops")}</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <tr key={host.host}>
              <td>
                <code>{host.host}</code>
              </td>
              <td>
                {!host.secured && t("hosts.plain")}
                {host.secured && !host.ends_at && t("hosts.unseen")}
                {host.ends_at && (
                  <Badge tone={hostTone(host) === "quiet" ? "ok" : hostTone(host)}>
                    <When at={host.ends_at} />
                  </Badge>
                )}{" "}
                {host.step !== null && t("hosts.within", { count: host.step })} {host.fault && <code>{host.fault}</code>}
              </td>
              <td>{host.shop_ids.map(shop).join(t("common:comma"))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
