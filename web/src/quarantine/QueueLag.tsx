/** How far each consumer is behind, and whether the bus that feeds it answers. */
import { useTranslation } from "react-i18next";
import type { DeadLetters, Queue } from "@/api/quarantine";
import styles from "@/quarantine/Quarantine.module.css";
import { useDeadWords } from "@/quarantine/useDeadWords";
import { count } from "@/ui/money";
import { Age, When } from "@/ui/Time";

export function QueueLag({ dead }: { dead: DeadLetters }) {
  const { t } = useTranslation("quarantine");
  return (
    <>
      <h2>{t("lag.title")}</h2>
      <BusLine bus={dead.bus} />
      {dead.queues.length === 0 ? <p className={styles["gone"]}>{t("lag.none")}</p> : <Queues queues={dead.queues} />}
    </>
  );
}

function BusLine({ bus }: { bus: DeadLetters["bus"] }) {
  const { t } = useTranslation("quarantine");
  if (!bus) return <p className={styles["gone"]}>{t("lag.unknown")}</p>;
  const carrier = t(`lag.${bus.carrier}`);
  return (
    <p className={styles["bus"]} data-down={bus.trouble !== ""}>
      <b>{bus.trouble ? t("lag.down", { carrier, trouble: bus.trouble }) : t("lag.up", { carrier })}</b>
      <span>
        {t("lag.since")} <When at={bus.since} /> · {t("lag.looked")} <When at={bus.sampled_at} />
      </span>
    </p>
  );
}

function Queues({ queues }: { queues: readonly Queue[] }) {
  const { t } = useTranslation("quarantine");
  const say = useDeadWords();
  return (
    <table className={styles["lag"]}>
      <thead>
        <tr>
          <th>{t("lag.consumer")}</th>
          <th>{t("lag.onBroker")}</th>
          <th>{t("lag.waiting")}</th>
          <th>{t("lag.retrying")}</th>
          <th>{t("lag.oldest")}</th>
          <th>{t("lag.dead")}</th>
        </tr>
      </thead>
      <tbody>
        {queues.map((queue) => (
          <tr key={queue.consumer}>
            <th scope="row">{say.consumer(queue.consumer)}</th>
            <td>{count(queue.on_broker)}</td>
            <td>{count(queue.waiting)}</td>
            <td>{count(queue.retrying)}</td>
            <td>{queue.oldest_at ? <Age at={queue.oldest_at} /> : "–"}</td>
            <td className={queue.dead > 0 ? styles["n"] : undefined}>{count(queue.dead)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
