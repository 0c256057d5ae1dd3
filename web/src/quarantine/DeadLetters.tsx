/** What the machinery put aside: messages that used up their tries, timers that keep failing. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type DeadLetter, type DeadLetters as Dead, deadLettersQuery, dismissLetters, sendAgain } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { QueueLag } from "@/quarantine/QueueLag";
import styles from "@/quarantine/Quarantine.module.css";
import { useDeadWords } from "@/quarantine/useDeadWords";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { count } from "@/ui/money";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

/** What was no event on the broker: there is nobody to send it to, so it can be dismissed. */
const UNREADABLE = "unreadable";

export function DeadLetters() {
  const { t } = useTranslation(["quarantine", "common"]);
  const query = useQuery(deadLettersQuery);
  return (
    <Answered query={query} what={t("state.dead")}>
      {(dead) => (
        <div className={styles["dead"]} tabIndex={0} role="region" aria-label={t("state.dead")}>
          <QueueLag dead={dead} />
          {dead.letters.length + dead.timers.length === 0 ? (
            <Notice title={t("dead.none")} text={t("dead.noneNext")} />
          ) : (
            <Found dead={dead} />
          )}
        </div>
      )}
    </Answered>
  );
}

/** Letters that died of the same cause, together. */
function byCause(letters: readonly DeadLetter[]): DeadLetter[][] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const cause = `${letter.consumer} ${letter.topic} ${letter.reason}`;
    groups.set(cause, [...(groups.get(cause) ?? []), letter]);
  }
  return [...groups.values()].toSorted((a, b) => b.length - a.length);
}

function Found({ dead }: { dead: Dead }) {
  const { t } = useTranslation("quarantine");
  const say = useDeadWords();
  const may = useMay();
  const send = useWrite({
    run: (ids: number[]) => sendAgain(ids),
    done: (sent) => t("dead.sent", { count: sent.length }),
    touches: [["dead-letters"]],
  });
  const away = useWrite({
    run: (ids: number[]) => dismissLetters(ids),
    done: (gone) => t("dismissed", { count: gone.length }),
    touches: [["dead-letters"]],
  });
  return (
    <>
      <h2>{t("dead.letters")}</h2>
      <ul>
        {byCause(dead.letters).map((group) => {
          const [first] = group;
          if (!first) return null;
          const unreadable = first.topic === UNREADABLE;
          const step = unreadable ? away : send;
          return (
            <li key={first.id}>
              <b>{say.why(first.reason)}</b>
              <span>
                {t("dead.of", { consumer: say.consumer(first.consumer), topic: first.topic })} · {first.reason} · <Age at={first.died_at} />
              </span>
              <span className={styles["n"]}>{count(group.length)}</span>
              {may("quarantine.replay") && (
                <Button
                  size="small"
                  loading={step.isPending}
                  onClick={() => step.mutate(group.slice(0, 100).map((letter) => letter.id))}
                >
                  {t(unreadable ? "dismiss" : "dead.send")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {dead.timers.length > 0 && <h2>{t("dead.timers")}</h2>}
      <ul>
        {dead.timers.map((timer) => (
          <li key={timer.kind}>
            <b>{say.timer(timer.kind)}</b>
            <span>
              {timer.kind} · {timer.reason} · {t("dead.tries", { count: timer.attempts })}
            </span>
            <span className={styles["n"]}>{count(timer.n)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
