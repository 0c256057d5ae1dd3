/** A parcel's way beside the list. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Route } from "@/fulfilment/Route";
import styles from "@/fulfilment/Route.module.css";
import { SidePanel } from "@/ui/Screen";

export function RoutePanel({ id, title, onClose }: { id: string; title: string; onClose(): void }) {
  const { t } = useTranslation(["fulfilment", "common"]);
  return (
    <SidePanel
      label={t("route.title")}
      title={title}
      width={460}
      actions={<Button type="text" icon={<CloseOutlined />} aria-label={t("common:action.close")} onClick={onClose} />}
    >
      <div className={styles["panel"]}>
        <Route id={id} />
      </div>
    </SidePanel>
  );
}
