/** The columns of the incident list. */
import type { TFunction } from "i18next";
import { type Incident, said } from "@/api/health";
import styles from "@/incidents/Incidents.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { Age } from "@/ui/Time";
import { lasting } from "@/ui/time";

type T = TFunction<readonly ["incidents", "common"]>;

const TONES: Record<Incident["state"], BadgeTone> = { open: "bad", acknowledged: "warn", resolved: "ok" };

export function IncidentState({ incident, t }: { incident: Incident; t: T }) {
  return <Badge tone={TONES[incident.state]}>{t(`state.${incident.state}`)}</Badge>;
}

/** How long it took, or has been going on. */
export function tookWords(incident: Incident, t: T, now: Date): string {
  if (incident.took_s !== null) return lasting(incident.took_s);
  const seconds = Math.max(0, (now.getTime() - Date.parse(incident.first_failed_at)) / 1000);
  return t("stillOn", { lasting: lasting(seconds) });
}

interface IncidentColumnTools {
  t: T;
  shop(id: number): string;
  channel(code: string): string;
  open(incident: Incident): void;
  now: Date;
}

export function incidentColumns({ t, shop, channel, open, now }: IncidentColumnTools): Column<Incident>[] {
  return [
    {
      key: "what",
      title: t("column.what"),
      width: 290,
      frozen: true,
      grow: true,
      cell: (incident) => (
        <span className={styles["what"]}>
          <button type="button" className="bare" onClick={() => open(incident)}>
            {said(incident.what)}
          </button>
          <small title={said(incident.remedy)}>{said(incident.remedy)}</small>
        </span>
      ),
    },
    { key: "state", title: t("column.state"), width: 110, cell: (incident) => <IncidentState incident={incident} t={t} /> },
    { key: "channel", title: t("column.channel"), width: 110, spare: 1, cell: (incident) => incident.peer_name || channel(incident.channel) },
    {
      key: "shops",
      title: t("column.shops"),
      width: 190,
      cell: ({ shop_ids }) => <span title={shop_ids.map(shop).join(t("common:comma"))}>{shop_ids.map(shop).join(t("common:comma")) || "–"}</span>,
    },
    { key: "since", title: t("column.since"), width: 115, cell: (incident) => <Age at={incident.first_failed_at} /> },
    { key: "took", title: t("column.took"), width: 125, cell: (incident) => tookWords(incident, t, now) },
    { key: "owner", title: t("column.owner"), width: 110, cell: (incident) => incident.owner ?? t("nobody") },
    {
      key: "reopened",
      title: t("column.reopened"),
      width: 75,
      spare: 2,
      align: "end",
      cell: (incident) => (incident.reopened ? `×${incident.reopened}` : "–"),
    },
  ];
}
