/** The listeners there are: state, and what each did in the last 24 hours. */
import { useTranslation } from "react-i18next";
import type { Listener } from "@/api/listeners";
import styles from "@/listeners/Listeners.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { count } from "@/ui/money";

const TONES: Record<Listener["state"], BadgeTone> = { draft: "quiet", live: "ok", paused: "warn" };

interface ListenerListProps {
  listeners: readonly Listener[];
  opened: number | null;
  onOpen(id: number): void;
}

export function ListenerList({ listeners, opened, onOpen }: ListenerListProps) {
  const { t } = useTranslation(["listeners", "common"]);
  return (
    <nav className={styles["list"]} aria-label={t("common:area.listeners")}>
      {listeners.map((one) => (
        <button
          key={one.id}
          type="button"
          className={styles["entry"]}
          aria-current={one.id === opened}
          onClick={() => onOpen(one.id)}
        >
          <span>
            <b>{one.spec.name}</b>
            <StateBadge state={one.state} />
          </span>
          <small>{one.spec.events.map((event) => t(`event.${event}`)).join(" · ")}</small>
          <small>
            {t("day", { acted: count(one.day.acted), skipped: count(one.day.skipped), unmatched: count(one.day.unmatched) })}
          </small>
          {one.day.failed > 0 && (
            <small className={styles["bad"]}>{t("failing", { count: one.day.failed, why: one.day.error })}</small>
          )}
        </button>
      ))}
    </nav>
  );
}

export function StateBadge({ state }: { state: Listener["state"] }) {
  const { t } = useTranslation("listeners");
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
