/** One delivery: the event as it is sent, and every try. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type DeliveryDetail, deliveryQuery, replay } from "@/api/partners";
import { OUTCOME_TONES, STATE_TONES } from "@/partners/deliveryColumns";
import styles from "@/partners/Partners.module.css";
import { answerWords, topicWord } from "@/partners/partnersSearch";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import { Confirm } from "@/ui/Confirm";
import { count } from "@/ui/money";
import { SidePanel } from "@/ui/Screen";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface DeliveryPanelProps {
  id: number;
  isManager: boolean;
  onClose(): void;
}

export default function DeliveryPanel({ id, isManager, onClose }: DeliveryPanelProps) {
  const { t } = useTranslation(["partners", "common"]);
  const query = useQuery(deliveryQuery(id));
  const again = useWrite({ run: replay, done: (sent) => t("replay.done", { count: sent }), touches: [["partners"]] });
  return (
    <SidePanel
      onClose={onClose}
      label={t("panel")}
      title={query.data ? `${t(`topic.${topicWord(query.data.topic)}`)} · ${query.data.key}` : t("panel")}
      width={560}
      actions={
        <>
          {isManager && query.data && query.data.state !== "queued" && (
            <Confirm title={t("replay.ask", { count: 1 })} okText={t("replay.go")} onConfirm={() => again.mutate([id])}>
              <Button size="small" loading={again.isPending}>
                {t("step.replayOne")}
              </Button>
            </Confirm>
          )}
        </>
      }
    >
      <Answered query={query}>{(found) => <Body found={found} />}</Answered>
    </SidePanel>
  );
}

function Body({ found }: { found: DeliveryDetail }) {
  const { t } = useTranslation("partners");
  return (
    <>
      <dl className={styles["facts"]}>
        <dt>{t("column.state")}</dt>
        <dd>
          <Badge tone={STATE_TONES[found.state]}>{t(`delivery.${found.state}`)}</Badge>{" "}
          {found.replays > 0 && t("replays", { count: found.replays })}
        </dd>
        {found.topic.startsWith("orders.") && (
          <>
            <dt>{t("order")}</dt>
            <dd>
              <Link to="/orders" search={{ q: found.key, open: found.key }}>
                {found.key}
              </Link>
            </dd>
          </>
        )}
        <dt>{t("column.endpoint")}</dt>
        <dd>{found.endpoint}</dd>
        <dt>{t("column.occurred")}</dt>
        <dd>
          <When at={found.occurred_at} />
        </dd>
        <dt>webhook-id</dt>
        <dd>
          <code>{found.webhook_id}</code>
        </dd>
      </dl>
      <h2 className={styles["part"]}>{t("tries")}</h2>
      {found.attempts.length === 0 && <p>{t("noTries")}</p>}
      <ul className={styles["tries"]}>
        {found.attempts.map((one) => (
          <li key={`${one.number} ${one.at}`}>
            <b>{t("tryNumber", { n: one.number })}</b>
            <Badge tone={OUTCOME_TONES[one.outcome]}>{t(`outcome.${one.outcome}`)}</Badge>
            <span>{[answerWords(one.code), one.ms === null ? "" : t("ms", { ms: count(one.ms) })].filter(Boolean).join(" · ")}</span>
            <When at={one.at} />
            {one.excerpt && <code>{one.excerpt}</code>}
          </li>
        ))}
      </ul>
      <h2 className={styles["part"]}>{t("event")}</h2>
      <pre className={styles["event"]} tabIndex={0} aria-label={t("event")}>
        {JSON.stringify({ type: found.topic, subject: found.key, aggregateversion: found.version, data: found.data }, null, 2)}
      </pre>
    </>
  );
}
