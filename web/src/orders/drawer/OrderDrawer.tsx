/** One order beside the list: arrows move through the list, the list stays usable. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { orderQuery } from "@/api/orders";
import type { OrderDetail } from "@/api/types";
import { AsOf } from "@/orders/drawer/AsOf";
import { DrawerHead } from "@/orders/drawer/DrawerHead";
import { FlagBanners } from "@/orders/drawer/FlagBanners";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { Overview } from "@/orders/drawer/Overview";
import { RawPane } from "@/orders/drawer/RawPane";
import { TimelinePane } from "@/orders/drawer/TimelinePane";
import { DRAWER_TABS, type DrawerTab } from "@/orders/words";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { useEntered } from "@/ui/useFocus";

export interface OrderDrawerProps {
  number: string;
  pane: DrawerTab;
  asOf: string | undefined;
  position: { at: number; of: number } | null;
  onPane(pane: DrawerTab): void;
  onAsOf(moment: string | undefined): void;
  onMove(step: 1 | -1): void;
  onClose(): void;
}

export default function OrderDrawer(props: OrderDrawerProps) {
  const { number, pane, asOf } = props;
  const { t } = useTranslation("orders");
  const { data: order, error, refetch } = useQuery(orderQuery(number, asOf));
  const drawer = useEntered<HTMLElement>();
  return (
    <aside ref={drawer} tabIndex={-1} className={styles["drawer"]} aria-label={t("drawer.label", { number })}>
      <DrawerHead order={order} isPast={Boolean(asOf)} {...props} />
      {order && <AsOf moments={order.moments} asOf={asOf} onAsOf={props.onAsOf} />}
      {order && <FlagBanners order={order} isPast={Boolean(asOf)} />}
      <div className={styles["tabs"]} role="tablist" aria-label={t("drawer.panes")}>
        {DRAWER_TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            aria-selected={tab === pane}
            aria-controls="order-pane"
            onClick={() => props.onPane(tab)}
          >
            {t(`pane.${tab}`)}
          </button>
        ))}
      </div>
      <div id="order-pane" role="tabpanel" aria-labelledby={`tab-${pane}`} className={styles["pane"]} tabIndex={0}>
        {error && !order ? (
          <Failed problem={error} what={number} onRetry={() => void refetch()} />
        ) : order ? (
          <Pane pane={pane} order={order} />
        ) : (
          <Loading rows={12} />
        )}
      </div>
    </aside>
  );
}

function Pane({ pane, order }: { pane: DrawerTab; order: OrderDetail }) {
  if (pane === "timeline") return <TimelinePane number={order.number} />;
  if (pane === "raw") return <RawPane number={order.number} />;
  return <Overview order={order} />;
}
