/** Who changed it when, and the way back. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Listener, restoreVersion, versionsQuery } from "@/api/listeners";
import { StateBadge } from "@/listeners/ListenerList";
import styles from "@/listeners/Listeners.module.css";
import { Answered } from "@/ui/Answered";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

export function VersionsPane({ listener, isLocked }: { listener: Listener; isLocked: boolean }) {
  const { t } = useTranslation("listeners");
  const versions = useQuery(versionsQuery(listener.id));
  const restore = useWrite({
    run: (version: number) => restoreVersion(listener.id, version),
    done: (made) => t("saved", { version: made.version }),
    touches: [["listeners"]],
  });
  return (
    <Answered query={versions}>
      {(found) => (
        <ul className={styles["runs"]} aria-label={t("pane.versions")}>
          {found.map((one) => (
            <li key={one.version}>
              <span>
                <b>{t("byVersion", { version: one.version })}</b>
                <StateBadge state={one.state} />
                {one.version !== listener.version && !isLocked && (
                  <Button
                    size="small"
                    className={styles["end"] ?? ""}
                    loading={restore.isPending && restore.variables === one.version}
                    onClick={() => restore.mutate(one.version)}
                  >
                    {t("restore")}
                  </Button>
                )}
              </span>
              <small>
                {one.changed_by} · <Age at={one.changed_at} />
                {one.restored_from !== null && ` · ${t("restoredFrom", { version: one.restored_from })}`}
              </small>
              <code className={styles["cel"]}>{one.spec.when || t("always")}</code>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  );
}
