/** Notification settings: endpoints with a test, who is on call, quiet hours; templates; the log. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyQuery } from "@/api/notify";
import { useMay } from "@/api/session";
import { Deliveries } from "@/notify/Deliveries";
import { Duties } from "@/notify/Duties";
import { Endpoints } from "@/notify/Endpoints";
import styles from "@/notify/Notify.module.css";
import { QuietHours } from "@/notify/QuietHours";
import { Templates } from "@/notify/Templates";
import { Answered } from "@/ui/Answered";
import { Screen } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";

const TABS = ["people", "templates", "log"] as const;
type Tab = (typeof TABS)[number];

export function Notify() {
  const { t } = useTranslation(["notify", "common"]);
  const isLocked = !useMay()("shops.manage");
  const [tab, setTab] = useState<Tab>("people");
  const settings = useQuery(notifyQuery);
  return (
    <Screen title={t("common:area.notify")} lead={t("lead")}>
      <div className={styles["page"]} tabIndex={0} role="group" aria-label={t("common:area.notify")}>
        <Answered query={settings}>
          {(found) => (
            <>
              <Tabs<Tab> label={t("tabs.label")} value={tab} tabs={TABS.map((key) => ({ key, title: t(`tabs.${key}`) }))} onChange={setTab} />
              {tab === "templates" && <Templates settings={found} isLocked={isLocked} />}
              {tab === "log" && <Deliveries />}
              {tab === "people" && (
              <>
              <Endpoints endpoints={found.endpoints} isLocked={isLocked} />
              <Duties settings={found} isLocked={isLocked} />
              <QuietHours quiet={found.quiet} isLocked={isLocked} />
              </>)}
            </>
          )}
        </Answered>
      </div>
    </Screen>
  );
}
