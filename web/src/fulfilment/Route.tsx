/** The way of one parcel, newest line first. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { routeQuery } from "@/api/fulfilment";
import { CONDITION_TONES } from "@/fulfilment/conditions";
import styles from "@/fulfilment/Route.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import { Age, When } from "@/ui/Time";

export function Route({ id }: { id: string }) {
  const { t } = useTranslation("fulfilment");
  const query = useQuery({ ...routeQuery(id), refetchInterval: 30_000 });
  return (
    <Answered query={query} what={t("route.title")}>
      {({ tracking, points }) => (
        <>
          <p className={styles["head"]}>
            {tracking ? (
              <>
                <Badge tone={CONDITION_TONES[tracking.condition]}>{t(`condition.${tracking.condition}`)}</Badge>
                <small>{t(`tracked.${tracking.state}`)}</small>
                {tracking.heard_at && (
                  <small>
                    {t("route.heard")} <Age at={tracking.heard_at} />
                  </small>
                )}
              </>
            ) : (
              <small>{t("route.notFollowed")}</small>
            )}
          </p>
          {tracking && points.length === 0 && <p className={styles["none"]}>{t("route.none")}</p>}
          <ol className={styles["route"]} aria-label={t("route.title")}>
            {points.map((point, place) => (
              <li
                key={point.key}
                data-newest={place === 0}
                data-bad={point.condition !== null && CONDITION_TONES[point.condition] === "bad"}
              >
                <i aria-hidden="true" />
                <When at={point.occurred_at} />
                <p>{point.said || (point.condition && t(`condition.${point.condition}`))}</p>
              </li>
            ))}
          </ol>
        </>
      )}
    </Answered>
  );
}
