/** The slider over the moments the hub learned something: drag back to see the order as it was known then. */
import { HistoryOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { instant } from "@/ui/time";

interface AsOfProps {
  moments: readonly string[];
  asOf: string | undefined;
  onAsOf(moment: string | undefined): void;
}

const SETTLE = 180;

export function AsOf({ moments, asOf, onAsOf }: AsOfProps) {
  const { t } = useTranslation("orders");
  const id = useId();
  const last = moments.length;
  const kept = asOf ? Math.max(0, moments.indexOf(asOf)) : last;
  const [draft, setDraft] = useState({ at: kept, over: kept });
  const at = draft.over === kept ? draft.at : kept;
  useEffect(() => {
    if (at === kept) return undefined;
    const timer = setTimeout(() => onAsOf(moments[at]), SETTLE);
    return () => clearTimeout(timer);
  }, [at, kept, moments, onAsOf]);
  if (moments.length < 2) return null;
  const moment = moments[at];
  const words = moment ? instant(moment) : t("asOf.now");
  return (
    <div className={styles["asOf"]} data-past={Boolean(asOf)}>
      <HistoryOutlined />
      <label htmlFor={id}>{t("asOf.label")}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={at}
        aria-valuetext={words}
        onChange={(event) => setDraft({ at: Number(event.target.value), over: kept })}
      />
      <output htmlFor={id}>{words}</output>
      {asOf && (
        <Button size="small" onClick={() => onAsOf(undefined)}>
          {t("asOf.back")}
        </Button>
      )}
    </div>
  );
}
