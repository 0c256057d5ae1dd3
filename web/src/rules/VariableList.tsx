/** What a condition may speak of. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { variablesQuery } from "@/api/rules";
import { usePreferences } from "@/app/preferences";
import styles from "@/rules/Rules.module.css";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";

export function VariableList() {
  const { t } = useTranslation("rules");
  const { language } = usePreferences();
  const { data: variables, error, refetch } = useQuery(variablesQuery);
  if (error) return <Failed problem={error} onRetry={() => void refetch()} />;
  if (!variables) return <Loading />;
  return (
    <>
      <p className={styles["quiet"]}>{t("variables.lead")}</p>
      <dl className={styles["variables"]}>
        {variables.map((variable) => (
          <div key={variable.name}>
            <dt>
              <code>order.{variable.name}</code>
            </dt>
            <dd>
              {language === "en" ? variable.label_en : variable.label_zh} · {t(`variables.type.${variable.type}`)}
              <code>{variable.example}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
