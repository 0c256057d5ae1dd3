/** A state in a word, with a shape and a colour that mean the same. */
import type { ReactNode } from "react";
import styles from "@/ui/Badge.module.css";

export type BadgeTone = "ok" | "warn" | "bad" | "info" | "quiet";

export function Badge({ tone, children, title }: { tone: BadgeTone; children: ReactNode; title?: string | undefined }) {
  return (
    <span className={styles["badge"]} data-tone={tone} title={title}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}
