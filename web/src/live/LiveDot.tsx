/** A dot and a word: whether changes arrive by themselves. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import styles from "@/live/LiveDot.module.css";
import { useIsLive } from "@/live/LiveProvider";

export function LiveDot() {
  const { t } = useTranslation();
  const isUp = useIsLive();
  const text = t(isUp ? "live.on" : "live.off");
  return (
    <Tooltip title={text} placement="right">
      <span className={styles["live"]} data-up={isUp} role="status">
        <i aria-hidden="true" />
        {t(isUp ? "live.short" : "live.shortOff")}
        <span className="visually-hidden">{text}</span>
      </span>
    </Tooltip>
  );
}
