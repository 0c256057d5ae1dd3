/** A labelled control of the filter panel. */
import type { ReactNode } from "react";
import styles from "@/orders/filter/Panel.module.css";

export function Field({ label, isWide, children }: { label: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={`${styles["field"]} ${isWide ? styles["wide"] : ""}`}>
      <span>{label}</span>
      {children}
    </div>
  );
}
