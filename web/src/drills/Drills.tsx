/** Drills of the demo: which there are, one run at a time, and its verdict in words. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Drill, drillsQuery, runDrill } from "@/api/drills";
import styles from "@/drills/Drills.module.css";
import { RunPanel } from "@/drills/RunPanel";
import { useDrillWords } from "@/drills/useDrillWords";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { count } from "@/ui/money";
import { lasting } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

export function Drills() {
  const { t } = useTranslation(["drills", "common"]);
  const told = useQuery(drillsQuery);
  const start = useWrite({ run: runDrill, touches: [drillsQuery.queryKey] });
  const isBusy = start.isPending || told.data?.run?.state === "running";
  return (
    <Screen title={t("common:area.drills")} lead={t("lead")}>
      <Answered query={told}>
        {({ available, drills, run }) =>
          available ? (
            <>
              <div className={styles["list"]} tabIndex={0} role="group" aria-label={t("list")}>
                {drills.map((drill) => (
                  <DrillCard
                    key={drill.name}
                    drill={drill}
                    isOn={run?.drill === drill.name && run.state === "running"}
                    isBusy={isBusy}
                    onRun={() => start.mutate(drill.name)}
                  />
                ))}
              </div>
              <RunPanel run={run} noticing={drills.some((one) => one.name === run?.drill && one.cause !== "")} />
            </>
          ) : (
            <Notice title={t("notDemo.title")} text={t("notDemo.next")} />
          )
        }
      </Answered>
    </Screen>
  );
}

interface DrillCardProps {
  drill: Drill;
  isOn: boolean;
  isBusy: boolean;
  onRun(): void;
}

function DrillCard({ drill, isOn, isBusy, onRun }: DrillCardProps) {
  const { t } = useTranslation("drills");
  const { title, about, cause } = useDrillWords();
  return (
    <article className={styles["drill"]} data-on={isOn}>
      <div>
        <h2>
          {title(drill.name)} <code>{drill.name}</code>
        </h2>
        <p>{about(drill)}</p>
        <small>
          {[
            drill.cause && t("expects", { cause: cause(drill.cause) }),
            drill.orders > 0 ? t("orders", { count: drill.orders, orders: count(drill.orders) }) : t("ordersFlow"),
            drill.outage_s > 0 && t("outage", { lasting: lasting(drill.outage_s) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
      <Button disabled={isBusy && !isOn} loading={isOn} onClick={onRun} aria-label={t("runThis", { title: title(drill.name) })}>
        {t(isOn ? "running" : "run")}
      </Button>
    </article>
  );
}
