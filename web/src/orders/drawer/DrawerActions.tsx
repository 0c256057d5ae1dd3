/** What a person can do with this order. */
import { Button } from "antd";
import { DownOutlined, SyncOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { BatchAction, OrderDetail } from "@/api/types";
import { useOrderActions } from "@/orders/batch/OrderActions";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { DropMenu } from "@/ui/DropMenu";

const MORE: readonly BatchAction[] = ["add_tag", "remove_tag", "set_priority", "set_flag", "mark_exception"];

export function DrawerActions({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const actions = useOrderActions();
  const isHeld = order.flags.includes("held");
  const waits = order.flags.includes("presale_held");
  const button = (action: BatchAction, isPrimary = false, hint?: string) =>
    actions.may(action) && (
      <Button
        key={action}
        size="small"
        type={isPrimary ? "primary" : "default"}
        onClick={() => actions.act(action, order)}
        title={hint}
      >
        {t(`action.${action}`)}
      </Button>
    );
  const gifts = order.stage === "awaiting_review" ? (["give_gift", "take_gift"] as const) : [];
  const presale = waits ? "presale_release" : "presale_hold";
  const more = ([...MORE, presale, ...gifts] as const).filter((action) => actions.may(action));
  return (
    <div className={styles["actions"]}>
      {order.stage === "awaiting_review" && button("review", true, "r")}
      {order.stage === "to_ship" && button("unreview")}
      {isHeld ? button("release", false, "h") : button("hold", false, "h")}
      {button("note", false, "n")}
      {more.length > 0 && (
        <DropMenu
          menu={{
            items: more.map((action) => ({ key: action, label: t(`action.${action}`) })),
            onClick: ({ key }) => actions.act(key as BatchAction, order),
          }}
        >
          <Button size="small">
            {t("action.more")}
            <DownOutlined style={{ fontSize: 10 }} />
          </Button>
        </DropMenu>
      )}
      {actions.may("sync") && (
        <Button size="small" icon={<SyncOutlined />} onClick={() => actions.sync(order)}>
          {t("remedy.sync")}
        </Button>
      )}
    </div>
  );
}
