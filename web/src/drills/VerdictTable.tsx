/** Each figure of a verdict, what is demanded of it, and whether it holds. */
import { useTranslation } from "react-i18next";
import type { Verdict } from "@/api/drills";
import styles from "@/drills/Drills.module.css";
import { useDrillWords } from "@/drills/useDrillWords";
import { Badge } from "@/ui/Badge";
import { count } from "@/ui/money";
import { lasting } from "@/ui/time";

const JUDGED = [
  "noticed_after_s",
  "cause_named",
  "orders_lost",
  "orders_doubled",
  "recovered_after_s",
  "other_shops_p95_ratio",
  "wall_s",
] as const;
const TOLD = ["orders", "orders_late", "outage_s", "time_scale"] as const;
type Field = (typeof JUDGED)[number] | (typeof TOLD)[number];
const SECONDS: ReadonlySet<Field> = new Set(["noticed_after_s", "recovered_after_s", "wall_s"]);

export function VerdictTable({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("drills");
  const { cause } = useDrillWords();
  const figure = (field: Field): string => {
    const value = verdict[field];
    if (value === null) return t(`nothing.${field as "cause_named"}`);
    if (typeof value === "string") return cause(value);
    if (field === "outage_s") return lasting(value);
    if (field === "other_shops_p95_ratio" || field === "time_scale") return t("times", { n: value });
    return SECONDS.has(field) ? t("seconds", { n: value }) : count(value);
  };
  const demand = (field: (typeof JUDGED)[number]) => t(`demand.${field}`, { cause: cause(verdict.cause_expected) });
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
        {JUDGED.map((field) => (
          <tr key={field}>
            <th scope="row">{t(`field.${field}`)}</th>
            <td>{figure(field)}</td>
            <td className={styles["quiet"]}>{demand(field)}</td>
            <td>
              {verdict.missed.includes(field) ? <Badge tone="bad">{t("not")}</Badge> : <Badge tone="ok">{t("holds")}</Badge>}
            </td>
          </tr>
        ))}
        {TOLD.filter((field) => field !== "outage_s" || verdict.outage_s > 0).map((field) => (
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
