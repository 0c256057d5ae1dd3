/** Our own notes on the order. */
import { useTranslation } from "react-i18next";
import type { OrderDetail } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { Age } from "@/ui/Time";

export function Notes({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  if (order.notes.length === 0) return <p style={{ color: "var(--text-3)" }}>{t("noNotes")}</p>;
  return (
    <ul className={styles["notes"]}>
      {order.notes.map((note) => (
        <li key={note.id}>
          <p>{note.text}</p>
          <small>
            {note.by} · <Age at={note.at} />
          </small>
        </li>
      ))}
    </ul>
  );
}
