/** Somebody else saved the listener while it was being edited: whose words go on? */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Listener } from "@/api/listeners";
import styles from "@/listeners/Listeners.module.css";

interface OvertakenProps {
  theirs: Listener;
  onTake(theirs: Listener): void;
  onKeep(theirs: Listener): void;
}

export function Overtaken({ theirs, onTake, onKeep }: OvertakenProps) {
  const { t } = useTranslation("listeners");
  return (
    <div role="alert" className={`${styles["bad"]} ${styles["row"]}`}>
      <span>{t("overtaken", { version: theirs.version, by: theirs.changed_by })}</span>
      <Button size="small" onClick={() => onTake(theirs)}>
        {t("takeTheirs", { version: theirs.version })}
      </Button>
      <Button size="small" onClick={() => onKeep(theirs)}>
        {t("keepMine")}
      </Button>
    </div>
  );
}
