/** Each figure of a verdict, what is demanded of it, and whether it holds. */
import { useTranslation } from "react-i18next";
import type { Verdict } from "@/api/drills";
import styles from "@/drills/Drills.module.css";
import { type Field, SECONDS, TIMES, isTold, judgedIn, toldIn } from "@/drills/figures";
import { useDrillWords } from "@/drills/useDrillWords";
import { Badge } from "@/ui/Badge";
import { count } from "@/ui/money";
import { lasting } from "@/ui/time";

export function VerdictTable({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("drills");
  const { cause } = useDrillWords();
  const { figures } = verdict;
  const figure = (field: Field): string => {
    const value = figures[field];
    if (value === null || value === undefined) return t(`nothing.${field as "cause_named"}`, { defaultValue: t("nothing.none") });
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "string") return cause(value);
    if (field === "outage_s") return lasting(value);
    if (TIMES.has(field)) return t("times", { n: value });
    return SECONDS.has(field) ? t("seconds", { n: Math.round(value * 10) / 10 }) : count(value);
  };
  const terms = {
    cause: cause(String(figures["cause_expected"] ?? "")),
    units: count(Number(figures["units"] ?? 0)),
    accepted: count(Number(figures["accepted"] ?? 0)),
    beyond: count(Number(figures["pool_accepted"] ?? 0) - Number(figures["pool_reserved"] ?? 0)),
    wall: Math.round(Number(figures["wall_limit_s"] ?? 120)),
  };
  return (
    <table className={styles["verdict"]}>
      <caption className="visually-hidden">{t("panel")}</caption>
      <thead>
        <tr>
          {(["figure", "value", "demand", "holds"] as const).map((name) => (
            <th key={name} scope="col">
              {t(`column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {judgedIn(verdict).map((field) => (
          <tr key={field}>
            <th scope="row">{t(`field.${field}`)}</th>
            <td>{figure(field)}</td>
            <td className={styles["quiet"]}>{t(`demand.${field as "wall_s"}`, { ...terms, defaultValue: isTold(field) ? t("some") : "0" })}</td>
            <td>
              {verdict.missed.includes(field) ? <Badge tone="bad">{t("not")}</Badge> : <Badge tone="ok">{t("holds")}</Badge>}
            </td>
          </tr>
        ))}
        {toldIn(verdict).map((field) => (
          <tr key={field}>
            <th scope="row">{t(`field.${field}`)}</th>
            <td>{figure(field)}</td>
            <td className={styles["quiet"]} colSpan={2}>
              {t(`meaning.${field}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
