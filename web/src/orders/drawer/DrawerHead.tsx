/** The head of the drawer: which order, its state, the way to its neighbours, what can be done. */
import { CloseOutlined, DownOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { OrderDetail } from "@/api/types";
import { DrawerActions } from "@/orders/drawer/DrawerActions";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { Priority, ShipBy, StageWord } from "@/orders/list/cells";
import { CopyButton } from "@/ui/CopyButton";

interface DrawerHeadProps {
  number: string;
  order: OrderDetail | undefined;
  isPast: boolean;
  position: { at: number; of: number } | null;
  onMove(step: 1 | -1): void;
  onClose(): void;
}

export function DrawerHead({ number, order, isPast, position, onMove, onClose }: DrawerHeadProps) {
  return (
    <header className={styles["head"]}>
      <div className={styles["title"]}>
        <h1>{number}</h1>
        <CopyButton text={number} />
        {order && <StageWord stage={order.stage} />}
        {order && <Priority level={order.priority} />}
        {order?.ship_by_state && !isPast && <ShipBy by={order.ship_by} state={order.ship_by_state} />}
        <Moves position={position} onMove={onMove} onClose={onClose} />
      </div>
      {order && !isPast && <DrawerActions order={order} />}
    </header>
  );
}

function Moves({ position, onMove, onClose }: Pick<DrawerHeadProps, "position" | "onMove" | "onClose">) {
  const { t } = useTranslation();
  return (
    <span className={styles["moves"]}>
      {position && (
        <small>
          {position.at + 1} / {position.of}
        </small>
      )}
      <Tooltip title={`${t("keys.previous")} ←`}>
        <Button
          type="text"
          icon={<UpOutlined />}
          aria-label={t("keys.previous")}
          disabled={!position || position.at === 0}
          onClick={() => onMove(-1)}
        />
      </Tooltip>
      <Tooltip title={`${t("keys.next")} →`}>
        <Button
          type="text"
          icon={<DownOutlined />}
          aria-label={t("keys.next")}
          disabled={!position || position.at >= position.of - 1}
          onClick={() => onMove(1)}
        />
      </Tooltip>
      <Button type="text" icon={<CloseOutlined />} aria-label={t("action.close")} onClick={onClose} />
    </span>
  );
}
