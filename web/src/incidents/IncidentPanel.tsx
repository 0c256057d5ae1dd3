/** One incident: cause, remedy, evidence, who is affected, what happened, who sees to it. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type IncidentDetail, incidentQuery, said } from "@/api/health";
import { IncidentState, tookWords } from "@/incidents/incidentColumns";
import { IncidentActions } from "@/incidents/IncidentActions";
import { Affected, Evidence, Timeline } from "@/incidents/IncidentParts";
import styles from "@/incidents/Incidents.module.css";
import { Owner } from "@/incidents/Owner";
import { Answered } from "@/ui/Answered";
import { SidePanel } from "@/ui/Screen";
import { Age, When } from "@/ui/Time";
import { useMinute } from "@/ui/useMinute";

export default function IncidentPanel({ id, onClose }: { id: number; onClose(): void }) {
  const { t } = useTranslation(["incidents", "common"]);
  const query = useQuery(incidentQuery(id));
  return (
    <SidePanel
      onClose={onClose}
      label={t("panel", { id })}
      title={query.data ? said(query.data.title) : t("panel", { id })}
      width={640}
      actions={query.data && <IncidentActions incident={query.data} />}
    >
      <Answered query={query}>{(incident) => <Body incident={incident} />}</Answered>
    </SidePanel>
  );
}

function Body({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation(["incidents", "common"]);
  const now = useMinute();
  return (
    <>
      <section className={styles["remedy"]} aria-label={t("part.remedy")}>
        <b>{t("part.remedy")}</b>
        <p>{said(incident.remedy)}</p>
        <p>{t(incident.heals ? "heals" : "needsPerson")}</p>
      </section>
      <dl className={styles["facts"]}>
        <dt>{t("column.what")}</dt>
        <dd>
          {said(incident.what)} {incident.detail && <code>{incident.detail}</code>}
        </dd>
        <dt>{t("column.state")}</dt>
        <dd>
          <IncidentState incident={incident} t={t} /> · {tookWords(incident, t, now)}
        </dd>
        <dt>{t("column.since")}</dt>
        <dd>
          <When at={incident.first_failed_at} /> · <Age at={incident.first_failed_at} />
        </dd>
        <dt>{t("column.lastGood")}</dt>
        <dd>
          <When at={incident.last_good_at} />
        </dd>
        <dt>{t("column.code")}</dt>
        <dd>
          <code>{[incident.code, incident.channel_code].filter(Boolean).join(" · ") || "–"}</code>
        </dd>
        <dt>{t("column.owner")}</dt>
        <dd>
          <Owner incident={incident} />
        </dd>
      </dl>
      <Affected incident={incident} />
      <Evidence incident={incident} />
      <Timeline incident={incident} />
      <p className={styles["part"]}>
        <Link to="/health">{t("connections")}</Link>
      </p>
    </>
  );
}
