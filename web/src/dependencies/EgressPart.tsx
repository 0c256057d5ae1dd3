/** Our own address: what most probes agreed on, since when, and what each of them says. */
import { useTranslation } from "react-i18next";
import type { Egress } from "@/api/dependencies";
import styles from "@/dependencies/Dependencies.module.css";
import { Badge } from "@/ui/Badge";
import { Age, When } from "@/ui/Time";

export function EgressPart({ egress }: { egress: Egress }) {
  const { t } = useTranslation("dependencies");
  if (!egress.watching)
    return (
      <section className={styles["part"]} aria-label={t("egress.title")} data-off="true">
        <h2>{t("egress.off")}</h2>
        <p>
          {t("egress.offNext")} <code>ORDERHUB_EGRESS_PROBES</code>
        </p>
      </section>
    );
  return (
    <section className={styles["egress"]} aria-label={t("egress.title")}>
      <div>
        <h2>{t("egress.title")}</h2>
        <strong>{egress.address ?? t("egress.unknown")}</strong>
        {egress.since && (
          <span>
            {t("egress.since")} <When at={egress.since} />
          </span>
        )}
        {egress.looked_at && (
          <span>
            {t("egress.looked")} <Age at={egress.looked_at} />
          </span>
        )}
      </div>
      <ul>
        {egress.probes.map((probe) => (
          <li key={probe.probe}>
            <Badge tone={probe.address && probe.address === egress.address ? "ok" : "warn"}>
              {probe.address || t("egress.silent")}
            </Badge>
            <code>{[probe.probe, probe.fault].filter(Boolean).join(" · ")}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
