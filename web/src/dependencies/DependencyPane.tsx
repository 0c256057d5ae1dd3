/** What the connections depend on: our address, the graph, apps and hosts. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dependenciesQuery } from "@/api/dependencies";
import { useMay } from "@/api/session";
import styles from "@/dependencies/Dependencies.module.css";
import { EgressPart } from "@/dependencies/EgressPart";
import Map from "@/dependencies/Map";
import { Apps, Hosts } from "@/dependencies/Tables";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";

export default function DependencyPane() {
  const { t } = useTranslation("dependencies");
  const query = useQuery(dependenciesQuery);
  const isLocked = !useMay()("health.manage");
  return (
    <div className={styles["page"]} tabIndex={0} role="group" aria-label={t("title")}>
      <Answered query={query} what={t("title")}>
        {(found) => (
          <>
            <EgressPart egress={found.egress} />
            {found.apps.length === 0 ? (
              <Notice title={t("empty.title")} text={t("empty.next")} />
            ) : (
              <>
                <div className={styles["part"]}>
                  <Map found={found} />
                </div>
                <Apps apps={found.apps} isLocked={isLocked} />
                <Hosts hosts={found.hosts} />
              </>
            )}
          </>
        )}
      </Answered>
    </div>
  );
}
