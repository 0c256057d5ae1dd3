/** What stands in the order's way: reason, who, since when, and the remedy as a button. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Flag, OrderDetail } from "@/api/types";
import { useOrderActions } from "@/orders/batch/OrderActions";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { FlagChip, PresaleWait } from "@/orders/list/cells";
import { remedyFor } from "@/orders/list/remedy";
import { Age } from "@/ui/Time";

/** A presale waits in good order: to let it go is offered here only, not in every row. */
const remedyOf = (flag: Flag, { stage }: OrderDetail) =>
  flag === "presale_held" ? "presale_release" : remedyFor({ flags: [flag], stage });

export function FlagBanners({ order, isPast }: { order: OrderDetail; isPast: boolean }) {
  const { t } = useTranslation("orders");
  const actions = useOrderActions();
  return order.flags.filter((flag) => flag !== "at_warehouse").map((flag) => {
    const why = order.flag_reasons?.[flag];
    const remedy = isPast ? null : remedyOf(flag, order);
    return (
      <div key={flag} className={styles["banner"]}>
        <FlagChip flag={flag} word={flag === "presale_held" ? <PresaleWait row={order} /> : undefined} />
        <p>
          {why?.reason ?? t(`flagMeans.${flag}`)}
          {why && (why.by ?? why.since) && (
            <small>
              {" "}
              {why.by} {why.since && <Age at={why.since} />}
            </small>
          )}
        </p>
        {remedy && actions.may(remedy) && (
          <Button size="small" onClick={() => actions.remedy(remedy, order)}>
            {t(`remedy.${remedy}`)}
          </Button>
        )}
      </div>
    );
  });
}
