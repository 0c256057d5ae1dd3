/** What was sent lately, to whom, and what the provider answered. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deliveriesQuery } from "@/api/notify";
import { language } from "@/i18n";
import styles from "@/notify/Notify.module.css";
import { Answered } from "@/ui/Answered";
import { instant } from "@/ui/time";

export function Deliveries() {
  const { t } = useTranslation("notify");
  const list = useQuery(deliveriesQuery);
  return (
    <section className={styles["part"]} aria-label={t("deliveries.title")}>
      <h2>{t("deliveries.title")}</h2>
      <Answered query={list}>
        {(found) =>
          found.length === 0 ? (
            <p>{t("deliveries.empty")}</p>
          ) : (
            <ul className={styles["list"]}>
              {found.map((one) => (
                <li key={one.id}>
                  <time>{instant(one.created_at)}</time>
                  <b>{language() === "en" ? one.title_en : one.title_zh}</b>
                  <span>{one.person}</span>
                  <span>{one.endpoint}</span>
                  <span>{t(`state.${one.state}`)}</span>
                  <code>{one.code}</code>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}
