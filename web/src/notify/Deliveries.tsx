/** What was sent lately, to whom, how it ended, and what the provider answered. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Delivery, type Sms, deliveriesQuery, smsQuery } from "@/api/notify";
import { language } from "@/i18n";
import styles from "@/notify/Notify.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import { When } from "@/ui/Time";

const TONES = { queued: "info", sent: "ok", failed: "bad", unknown: "warn", digested: "quiet" } as const;

interface Line extends Pick<Delivery, "id" | "created_at" | "endpoint" | "state" | "tries" | "code"> {
  what: string;
  to: string;
}

const noticed = (one: Delivery): Line => ({
  ...one,
  what: language() === "en" ? one.title_en : one.title_zh,
  to: one.person,
});

export function Deliveries() {
  const { t } = useTranslation("notify");
  const list = useQuery(deliveriesQuery);
  const sms = useQuery(smsQuery);
  const texted = (one: Sms): Line => ({ ...one, what: t(`templateKind.${one.kind}`), to: one.recipient });
  return (
    <>
      <section className={styles["part"]} aria-label={t("deliveries.title")}>
        <h2>{t("deliveries.title")}</h2>
        <Answered query={list}>
          {(found) => <Lines lines={found.map(noticed)} empty={t("deliveries.empty")} />}
        </Answered>
      </section>
      <section className={styles["part"]} aria-label={t("sms.title")}>
        <h2>{t("sms.title")}</h2>
        <Answered query={sms}>{(found) => <Lines lines={found.map(texted)} empty={t("sms.empty")} />}</Answered>
      </section>
    </>
  );
}

function Lines({ lines, empty }: { lines: readonly Line[]; empty: string }) {
  const { t } = useTranslation("notify");
  if (lines.length === 0) return <p>{empty}</p>;
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          {(["time", "what", "person", "endpoint", "state", "tries", "code"] as const).map((name) => (
            <th key={name} scope="col">{t(`column.${name}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((one) => (
          <tr key={one.id}>
            <td>
              <When at={one.created_at} />
            </td>
            <td>{one.what}</td>
            <td>{one.to}</td>
            <td>{one.endpoint}</td>
            <td>
              <Badge tone={TONES[one.state]}>{t(`state.${one.state}`)}</Badge>
            </td>
            <td>{one.tries}</td>
            <td>
              <code>{one.code}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
