/** Notification settings: endpoints with a test, who is on call, quiet hours; templates; the log. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notifyQuery } from "@/api/notify";
import { useMay } from "@/api/session";
import { Deliveries } from "@/notify/Deliveries";
import { Duties } from "@/notify/Duties";
import { Endpoints } from "@/notify/Endpoints";
import { PANES } from "@/notify/notifySearch";
import styles from "@/notify/Notify.module.css";
import { QuietHours } from "@/notify/QuietHours";
import { Templates } from "@/notify/Templates";
import { Answered } from "@/ui/Answered";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

export function Notify() {
  const { t } = useTranslation(["notify", "common"]);
  const { pane = "people" } = useSearch({ from: "/hub/notify" });
  const navigate = useNavigate({ from: "/notify" });
  const isLocked = !useMay()("shops.manage");
  const settings = useQuery(notifyQuery);
  return (
    <Screen
      title={t("common:area.notify")}
      lead={t("lead")}
      bar={
        <Segments
          label={t("tabs.label")}
          value={pane}
          options={PANES.map((value) => ({ value, label: t(`tabs.${value}`) }))}
          onChange={(next) => void navigate({ search: next === "people" ? {} : { pane: next } })}
        />
      }
    >
      <div className={styles["page"]} tabIndex={0} role="group" aria-label={t("common:area.notify")}>
        <Answered query={settings} what={t("common:area.notify")}>
          {(found) => (
            <>
              {pane === "templates" && <Templates settings={found} isLocked={isLocked} />}
              {pane === "log" && <Deliveries />}
              {pane === "people" && (
                <>
                  <Endpoints settings={found} isLocked={isLocked} />
                  <Duties settings={found} isLocked={isLocked} />
                  <QuietHours quiet={found.quiet} isLocked={isLocked} />
                </>
              )}
            </>
          )}
        </Answered>
      </div>
    </Screen>
  );
}
