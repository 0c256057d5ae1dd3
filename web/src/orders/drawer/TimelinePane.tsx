/** One line of time: what channels said, calls, people, rules; with filters and before → after. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { timelineQuery } from "@/api/orders";
import { useShopNames } from "@/api/shops";
import type { TimelineItem, TimelineKind } from "@/api/types";
import { Changes } from "@/orders/drawer/Changes";
import styles from "@/orders/drawer/Timeline.module.css";
import { TIMELINE_KINDS } from "@/orders/words";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Age, When } from "@/ui/Time";

export function TimelinePane({ number }: { number: string }) {
  const { t } = useTranslation(["orders", "common"]);
  const [kinds, setKinds] = useState<readonly TimelineKind[]>([]);
  const timeline = useInfiniteQuery(timelineQuery(number, kinds));
  const items = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  const toggle = (kind: TimelineKind) =>
    setKinds((now) => (now.includes(kind) ? now.filter((one) => one !== kind) : [...now, kind]));
  return (
    <div className={styles["timeline"]}>
      <div className={styles["kinds"]} role="group" aria-label={t("timeline.filter")}>
        {TIMELINE_KINDS.map((kind) => (
          <button key={kind} type="button" aria-pressed={kinds.includes(kind)} onClick={() => toggle(kind)}>
            <i data-kind={kind} aria-hidden="true" />
            {t(`timeline.kind.${kind}`)}
          </button>
        ))}
      </div>
      {timeline.isPending && <Loading rows={6} />}
      {timeline.error && <Failed problem={timeline.error} onRetry={() => void timeline.refetch()} />}
      <ol>
        {items.map((item) => (
          <Moment key={JSON.stringify(item)} item={item} />
        ))}
      </ol>
      {timeline.data && items.length === 0 && <p className={styles["none"]}>{t("timeline.none")}</p>}
      {timeline.hasNextPage && (
        <Button type="text" block loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          {t("common:action.loadMore")}
        </Button>
      )}
    </div>
  );
}

/** `person.hold` → `hold`. */
const kindOf = (code: string) => code.slice(code.indexOf(".") + 1);

const LATE_NEWS = 60_000;

function Moment({ item }: { item: TimelineItem }) {
  const { t } = useTranslation("orders");
  const { channel } = useShopNames();
  const isLateNews = item.learned_at && Date.parse(item.learned_at) - Date.parse(item.at) > LATE_NEWS;
  return (
    <li>
      <i data-kind={item.kind} aria-hidden="true" />
      <div>
        <p className={styles["what"]}>
          <b>{t(`event.${kindOf(item.title_code) as "snapshot"}`, { defaultValue: item.title_code })}</b>
          <span>{t(`source.${item.source as "channel"}`, { defaultValue: channel(item.source) })}</span>
          {item.actor && <span>{item.actor}</span>}
          <small>
            <When at={item.at} /> · <Age at={item.at} />
          </small>
        </p>
        {item.detail && <p className={styles["detail"]}>{item.detail}</p>}
        {item.changes.length > 0 && <Changes changes={item.changes} />}
        {isLateNews && item.learned_at && (
          <small className={styles["learned"]}>
            {t("timeline.learned")} <When at={item.learned_at} />
          </small>
        )}
      </div>
    </li>
  );
}
