/** Ask the channel now: everything new, or a chosen stretch of time. */
import { SyncOutlined } from "@ant-design/icons";
import { Button, DatePicker } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Shop, syncShop } from "@/api/shops";
import styles from "@/shops/Shops.module.css";
import { dayStart } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

type Range = [Dayjs | null, Dayjs | null] | null;

export function SyncNow({ shop }: { shop: Shop }) {
  const { t } = useTranslation("shops");
  const [range, setRange] = useState<Range>(null);
  const sync = useWrite({
    run: () =>
      syncShop(shop.id, {
        from: range?.[0] ? dayStart(range[0].format("YYYY-MM-DD")) : null,
        to: range?.[1] ? dayStart(range[1].format("YYYY-MM-DD"), 1) : null,
      }),
    done: t("sync.asked"),
    touches: [["shops"]],
  });
  const isStretch = Boolean(range?.[0] && range[1]);
  return (
    <section className={styles["section"]}>
      <div className={styles["row"]}>
        <DatePicker.RangePicker value={range} onChange={setRange} aria-label={t("sync.range")} />
        <Button type="primary" icon={<SyncOutlined />} loading={sync.isPending} onClick={() => sync.mutate(undefined)}>
          {t(isStretch ? "sync.stretch" : "sync.now")}
        </Button>
        <span className={styles["quiet"]}>{t(isStretch ? "sync.stretchHint" : "sync.nowHint")}</span>
      </div>
    </section>
  );
}
