/** What a condition looked at, by the names people know. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { choicesQuery } from "@/api/listeners";
import { usePreferences } from "@/app/preferences";
import { pathOf } from "@/listeners/paths";
import styles from "@/listeners/Listeners.module.css";

export function Values({ values }: { values: Record<string, unknown> }) {
  const { t } = useTranslation(["listeners", "common"]);
  const { language } = usePreferences();
  const variables = useQuery(choicesQuery).data?.variables ?? [];
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  const named = (path: string) => {
    const found = variables.find((one) => pathOf(one) === path);
    return (language === "en" ? found?.label_en : found?.label_zh) ?? path;
  };
  return (
    <dl className={styles["values"]}>
      {entries.map(([path, value]) => (
        <div key={path}>
          <dt title={path}>{named(path)}</dt>
          <dd>{value === null ? t("unkept") : Array.isArray(value) ? value.join(t("common:comma")) : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
