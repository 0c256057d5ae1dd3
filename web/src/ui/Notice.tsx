/** A whole state of a screen or panel: empty, failed, forbidden; always with a next step. */
import type { ReactNode } from "react";
import styles from "@/ui/Notice.module.css";

type Tone = "quiet" | "bad" | "warn" | "info";

interface NoticeProps {
  tone?: Tone;
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  detail?: string;
  action?: ReactNode;
}

export function Notice({ tone = "quiet", icon, title, text, detail, action }: NoticeProps) {
  return (
    <section className={styles["notice"]} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <span className={styles["mark"]} aria-hidden="true">
        {icon ?? <i />}
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {detail && <pre className={styles["detail"]}>{detail}</pre>}
      {action && <div className={styles["action"]}>{action}</div>}
    </section>
  );
}
