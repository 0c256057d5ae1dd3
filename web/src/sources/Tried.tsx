/** What a draft makes of a sample: each row as it came beside what it becomes, or why it cannot. */
import { useTranslation } from "react-i18next";
import type { Trial } from "@/api/sources";
import { useTroubleWords } from "@/sources/useTroubleWords";
import styles from "@/sources/Sources.module.css";
import { Badge } from "@/ui/Badge";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";

const json = (value: unknown) => JSON.stringify(value, null, 2);

export function Tried({ trial }: { trial: Trial }) {
  const { t } = useTranslation("sources");
  const words = useTroubleWords();
  if (trial.trouble) return <Notice tone="warn" title={t("tried.noRows")} text={words(trial.trouble)} />;
  const bad = trial.total - trial.readable;
  return (
    <section aria-live="polite" aria-label={t("tried.title")}>
      <p className={styles["row"]}>
        <b>{t("tried.of", { readable: count(trial.readable), total: count(trial.total) })}</b>
        <Badge tone={bad > 0 ? "bad" : "ok"}>{bad > 0 ? t("tried.bad", { count: bad }) : t("tried.good")}</Badge>
        <span className={styles["quiet"]}>{t("tried.hidden")}</span>
      </p>
      <table className={styles["tried"]}>
        <thead>
          <tr>
            <th scope="col">{t("tried.raw")}</th>
            <th scope="col">{t("tried.mapped")}</th>
          </tr>
        </thead>
        <tbody>
          {trial.rows.map((row, place) => (
            // A sample's rows have no names; they stand still while they are shown.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={place} data-bad={row.trouble !== null}>
              <td>
                <pre tabIndex={0} aria-label={t("tried.rawOf", { n: place + 1 })}>{json(row.raw)}</pre>
              </td>
              <td>
                {row.trouble && <p className={styles["bad"]}>{words(row.trouble)}</p>}
                {Object.keys(row.mapped).length > 0 && (
                  <pre tabIndex={0} aria-label={t("tried.mappedOf", { n: place + 1 })}>{json(row.mapped)}</pre>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
