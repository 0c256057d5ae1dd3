/** Buyer and recipient, masked; shown in clear only with a reason, for two minutes. */
import { EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, lazy, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import type { OrderDetail, Revealed } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { PERSON_FIELDS } from "@/orders/words";

const RevealDialog = lazy(() => import("@/orders/drawer/RevealDialog"));

const SHOWN_FOR = 120_000;

export function PeopleBlock({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  useEffect(() => {
    if (!revealed) return undefined;
    const timer = setTimeout(() => setRevealed(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [revealed]);
  const people = order.people_masked;
  const present = PERSON_FIELDS.filter((field) => people[field]);
  return (
    <>
      <dl className={styles["people"]}>
        {present.map((field) => {
          const shown = revealed?.masked.includes(field) ? null : revealed?.values[field];
          return (
            <div key={field}>
              <dt>{t(`person.${field}`)}</dt>
              <dd data-shown={Boolean(shown)}>
                {shown ?? people[field]}
                {revealed?.masked.includes(field) && <small> {t("reveal.channelMasks")}</small>}
              </dd>
            </div>
          );
        })}
      </dl>
      <p className={styles["revealNote"]}>
        {revealed ? (
          <>
            {t("reveal.left", { count: revealed.quota_left })}
            <Button size="small" type="link" onClick={() => setRevealed(null)}>
              {t("reveal.hide")}
            </Button>
          </>
        ) : may("orders.reveal") && present.length > 0 ? (
          <>
            <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
              {t("reveal.button")}
            </Button>
            {t("reveal.hint")}
          </>
        ) : (
          t(present.length > 0 ? "reveal.denied" : "reveal.none")
        )}
      </p>
      <Suspense>
        {isAsking && (
          <RevealDialog
            number={order.number}
            fields={present}
            onClose={() => setAsking(false)}
            onRevealed={(answer) => {
              setAsking(false);
              setRevealed(answer);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
