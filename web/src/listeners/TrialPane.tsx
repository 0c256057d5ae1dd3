/** What the draft would have done on past events; nothing is changed. */
import { Button, Select } from "antd";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Spec, type Trial, tryListener } from "@/api/listeners";
import styles from "@/listeners/Listeners.module.css";
import { Values } from "@/listeners/Values";
import { explain } from "@/ui/explain";
import { count } from "@/ui/money";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const PERIODS = [1, 24, 72, 168] as const;

export function TrialPane({ spec }: { spec: Spec }) {
  const { t } = useTranslation("listeners");
  const [hours, setHours] = useState<number>(24);
  const [refusal, setRefusal] = useState<string | null>(null);
  const trial = useWrite({
    run: () => {
      setRefusal(null);
      return tryListener(spec, hours);
    },
    touches: [],
    refused: (problem) => setRefusal(explain(problem)),
  });
  return (
    <>
      <p className={styles["quiet"]}>{t("trial.lead")}</p>
      <div className={styles["row"]}>
        <Select
          aria-label={t("trial.period")}
          value={hours}
          options={PERIODS.map((n) => ({ value: n, label: t(`trial.hours.${n}`) }))}
          onChange={setHours}
        />
        <Button loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
          {t("trial.go")}
        </Button>
      </div>
      {refusal && (
        <p className={styles["bad"]} role="alert">
          {refusal}
        </p>
      )}
      {trial.data && !refusal && <Found trial={trial.data} />}
    </>
  );
}

function Found({ trial }: { trial: Trial }) {
  const { t } = useTranslation(["listeners", "orders"]);
  const skipped = trial.debounced + trial.capped;
  return (
    <div aria-live="polite">
      <p className={styles["would"]}>{t("trial.would", { count: trial.acted, n: count(trial.acted) })}</p>
      <p className={styles["quiet"]}>
        {t("trial.of", { looked: count(trial.looked_at), matched: count(trial.matched) })}
        {skipped > 0 && ` ${t("trial.skipped", { debounced: count(trial.debounced), capped: count(trial.capped) })}`}
        {trial.failed > 0 && ` ${t("trial.failed", { count: trial.failed })}`}
      </p>
      {!trial.whole && (
        <p className={styles["quiet"]}>
          {t("trial.cut")} <When at={trial.since} />
        </p>
      )}
      {trial.untried.length > 0 && <p className={styles["quiet"]}>{t("trial.untried")}</p>}
      <ul className={styles["runs"]} aria-label={t("trial.first")}>
        {trial.first.map((one) => (
          <li key={`${one.number} ${one.event} ${one.at}`}>
            <span>
              <Link to="/orders" search={{ q: one.number, open: one.number }}>
                {one.number}
              </Link>
              <small>{t(`run.${one.state}`)}</small>
              <small className={styles["end"]}>
                <When at={one.at} />
              </small>
            </span>
            <small>
              {t(`event.${one.event}`)}
              {one.stage_before && one.stage_before !== one.stage &&
                ` · ${t(`orders:stage.${one.stage_before as "to_ship"}`)} → ${t(`orders:stage.${one.stage as "to_ship"}`)}`}
            </small>
            <Values values={one.values} />
          </li>
        ))}
      </ul>
    </div>
  );
}
