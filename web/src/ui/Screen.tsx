/** The frame of a list screen: title, one line of purpose, the one primary action at the right. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "@/ui/Screen.module.css";
import { useBeside } from "@/ui/useFocus";

interface ScreenProps {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  bar?: ReactNode;
  children: ReactNode;
}

export function Screen({ title, lead, action, bar, children }: ScreenProps) {
  return (
    <div className={styles["screen"]}>
      <header className={styles["head"]}>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
        {action && <div className={styles["action"]}>{action}</div>}
      </header>
      {bar && <div className={styles["bar"]}>{bar}</div>}
      <div className={styles["body"]}>{children}</div>
    </div>
  );
}

interface SidePanelProps {
  label: string;
  title: ReactNode;
  actions?: ReactNode;
  /** It was opened from a row: takes the focus, goes with Esc or its cross, and the focus goes back to the row. */
  onClose?(): void;
  width?: number;
  /** Belongs to the screen: makes room beside itself on narrow screens instead of covering the list. */
  stays?: boolean;
  children: ReactNode;
}

/** One thing beside the list. */
export function SidePanel({ label, title, actions, onClose, width = 600, stays = false, children }: SidePanelProps) {
  const { t } = useTranslation();
  const panel = useBeside(onClose);
  return (
    <aside ref={panel} tabIndex={-1} className={styles["panel"]} aria-label={label} data-stays={stays} style={{ "--panel": `${width}px` }}>
      <header className={styles["panelHead"]}>
        <div className={styles["panelTitle"]}>{title}</div>
        {actions}
        {onClose && <Button type="text" icon={<CloseOutlined />} aria-label={t("action.close")} onClick={onClose} />}
      </header>
      <div className={styles["panelBody"]} tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
    </aside>
  );
}
