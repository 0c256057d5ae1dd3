/** A parcel's way beside the list. */
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
      onClose={onClose}
    >
      <div className={styles["panel"]}>
        <Route id={id} />
      </div>
    </SidePanel>
  );
}
