/** Published versions of a rule set, and the way back to one. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type RuleSet, editionsQuery, restoreEdition } from "@/api/rules";
import styles from "@/rules/Rules.module.css";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

export function Editions({ set, isLocked }: { set: RuleSet; isLocked: boolean }) {
  const { t } = useTranslation("rules");
  const { data: editions, error, refetch } = useQuery(editionsQuery(set.id));
  const restore = useWrite({
    run: (version: number) => restoreEdition(set.id, version),
    done: (made) => t("published", { version: made.version }),
    touches: [["rule-sets"]],
  });
  if (error) return <Failed problem={error} onRetry={() => void refetch()} />;
  if (!editions) return <Loading />;
  return (
    <ul className={styles["editions"]}>
      {editions.map((edition) => (
        <li key={edition.version}>
          <b>{t("version", { version: edition.version })}</b>
          <span>
            {edition.published_by} · <Age at={edition.published_at} />
            <br />
            {t("editionHolds", { count: edition.rules.length })}
            {edition.restored_from !== null && ` · ${t("restoredFrom", { version: edition.restored_from })}`}
          </span>
          {edition.version === set.version ? (
            <small>{t("inForce")}</small>
          ) : (
            !isLocked && (
              <Button size="small" loading={restore.isPending && restore.variables === edition.version} onClick={() => restore.mutate(edition.version)}>
                {t("restore")}
              </Button>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
