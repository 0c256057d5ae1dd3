/** The note that the platform shows to the seller: written back from here, with how the last write goes. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Task, noteQuery } from "@/api/fulfilment";
import { useMay } from "@/api/session";
import type { OrderDetail } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { Age } from "@/ui/Time";

const SellerNoteDialog = lazy(() => import("@/orders/drawer/SellerNoteDialog"));

const TONES: Record<Task["state"], BadgeTone> = {
  waiting: "info",
  calling: "info",
  unknown: "warn",
  done: "ok",
  refused: "bad",
  stopped: "bad",
};

export function SellerNote({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const may = useMay();
  const [isWriting, setWriting] = useState(false);
  const shown = useQuery(noteQuery(order.number)).data;
  if (!shown || order.as_of !== null) return null;
  if (!shown.takes) return may("orders.write") ? <p className={styles["why"]}>{t("sellerNote.none")}</p> : null;
  return (
    <div className={styles["memo"]}>
      {may("orders.write") && (
        <Button size="small" onClick={() => setWriting(true)}>
          {t("sellerNote.write")}
        </Button>
      )}
      {shown.written && <Written task={shown.written} />}
      {isWriting && (
        <Suspense>
          <SellerNoteDialog order={order} flags={shown.flags} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Written({ task }: { task: Task }) {
  const { t } = useTranslation("orders");
  return (
    <p role="status">
      {t("sellerNote.last")} <Badge tone={TONES[task.state]}>{t(`sellerNote.state.${task.state}`)}</Badge>{" "}
      <small>
        <Age at={task.changed_at} />
      </small>
      {task.state !== "done" && task.code && (
        <span className={styles["why"]}> {codeWords(task.code, task.detail || task.code)}</span>
      )}
    </p>
  );
}
