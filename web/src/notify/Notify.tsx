/** Notification settings: endpoints with a test, who is on call, quiet hours, last deliveries. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notifyQuery } from "@/api/notify";
import { useMay } from "@/api/session";
import { Deliveries } from "@/notify/Deliveries";
import { Duties } from "@/notify/Duties";
import { Endpoints } from "@/notify/Endpoints";
import styles from "@/notify/Notify.module.css";
import { QuietHours } from "@/notify/QuietHours";
import { Answered } from "@/ui/Answered";
import { Screen } from "@/ui/Screen";

export function Notify() {
  const { t } = useTranslation(["notify", "common"]);
  const isLocked = !useMay()("shops.manage");
  const settings = useQuery(notifyQuery);
  return (
    <Screen title={t("common:area.notify")} lead={t("lead")}>
      <div className={styles["page"]} tabIndex={0} role="group" aria-label={t("common:area.notify")}>
        <Answered query={settings}>
          {(found) => (
            <>
              <Endpoints endpoints={found.endpoints} isLocked={isLocked} />
              <Duties settings={found} isLocked={isLocked} />
              <QuietHours quiet={found.quiet} isLocked={isLocked} />
              <Deliveries />
            </>
          )}
        </Answered>
      </div>
    </Screen>
  );
}
