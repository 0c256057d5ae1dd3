/** What the draft would have done to recent orders; nothing is changed. */
import { Button, InputNumber } from "antd";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RuleDraft, tryRules } from "@/api/rules";
import { usePreferences } from "@/app/preferences";
import { TagLabel } from "@/orders/list/cells";
import styles from "@/rules/Rules.module.css";
import { count } from "@/ui/money";
import { useWrite } from "@/ui/useWrite";

export function Trial({ rules }: { rules: readonly RuleDraft[] }) {
  const { t } = useTranslation("rules");
  const { language } = usePreferences();
  const [last, setLast] = useState(500);
  const trial = useWrite({ run: () => tryRules([...rules], last), touches: [] });
  const nameOf = (key: string) => {
    const rule = rules.find((one) => one.key === key);
    return (language === "en" ? rule?.name_en : rule?.name_zh) ?? key;
  };
  const result = trial.data;
  return (
    <>
      <p className={styles["quiet"]}>{t("trial.lead")}</p>
      <div className={styles["tryRow"]}>
        {t("trial.last")}
        <InputNumber min={1} max={5000} step={100} value={last} aria-label={t("trial.last")} onChange={(n) => setLast(n ?? 500)} />
        {t("trial.orders")}
        <Button type="default" loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
          {t("trial.go")}
        </Button>
      </div>
      {result && (
        <div aria-live="polite">
          <p className={styles["would"]}>
            {t("trial.would", { touched: count(result.touched), of: count(result.looked_at) })}
          </p>
          <ul className={styles["bars"]}>
            {Object.entries(result.by_rule).map(([key, n]) => (
              <li key={key}>
                <span>{nameOf(key)}</span>
                <i aria-hidden="true" style={{ width: `${result.looked_at ? (n / result.looked_at) * 100 : 0}%` }} />
                <b>{count(n)}</b>
              </li>
            ))}
          </ul>
          <ul className={styles["examples"]}>
            {result.examples.map((example) => (
              <li key={example.number}>
                <Link to="/orders" search={{ q: example.number, open: example.number }}>
                  {example.number}
                </Link>
                {example.tags.map((tag) => (
                  <TagLabel key={tag} chip={{ tag, label: tag, color: null }} />
                ))}
                <small>{example.rules.map(nameOf).join(" · ")}</small>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
