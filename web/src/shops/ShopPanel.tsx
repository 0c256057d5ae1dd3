/** One shop: sync now, its runs, its mappings, its settings. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { pauseShop, resumeShop, type Shop } from "@/api/shops";
import { useMay } from "@/api/session";
import { FieldMappings } from "@/shops/mappings/FieldMappings";
import { ShapeMapping } from "@/shops/mappings/ShapeMapping";
import { Renewal } from "@/shops/Renewal";
import { Runs } from "@/shops/Runs";
import { ShopSettings } from "@/shops/ShopSettings";
import styles from "@/shops/Shops.module.css";
import { SHOP_PANES, type ShopPane } from "@/shops/shopsSearch";
import { SyncNow } from "@/shops/SyncNow";
import { codeWords } from "@/ui/explain";
import { SidePanel } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface ShopPanelProps {
  shop: Shop;
  pane: ShopPane;
  onPane(pane: ShopPane): void;
  onClose(): void;
}

export default function ShopPanel({ shop, pane, onPane, onClose }: ShopPanelProps) {
  const { t } = useTranslation(["shops", "common"]);
  const may = useMay();
  const isRunning = shop.state === "active";
  const turn = useWrite({
    run: () => (isRunning ? pauseShop(shop.id) : resumeShop(shop.id)),
    done: t(isRunning ? "paused" : "resumed", { name: shop.name }),
    touches: [["shops"]],
  });
  return (
    <SidePanel
      onClose={onClose}
      label={shop.name}
      title={shop.name}
      width={640}
      actions={
        <>
          {may("shops.manage") && <Renewal shop={shop} />}
          {may("shops.manage") && (shop.state === "active" || shop.state === "paused") && (
            <Button loading={turn.isPending} onClick={() => turn.mutate(undefined)}>
              {t(isRunning ? "pause" : "resume")}
            </Button>
          )}
        </>
      }
    >
      <Tabs
        label={shop.name}
        value={pane}
        tabs={SHOP_PANES.map((key) => ({ key, title: t(`pane.${key}`) }))}
        onChange={onPane}
      />
      <Trouble shop={shop} onSettings={() => onPane("settings")} />
      {pane === "runs" && (
        <>
          {may("sync.run") && Boolean(shop.poll_every_s) && <SyncNow shop={shop} />}
          <Runs shopId={shop.id} />
        </>
      )}
      {pane === "mappings" && (
        <>
          {!shop.poll_every_s && <ShapeMapping shop={shop} />}
          <FieldMappings shop={shop} />
        </>
      )}
      {pane === "settings" && <ShopSettings shop={shop} />}
    </SidePanel>
  );
}

function Trouble({ shop, onSettings }: { shop: Shop; onSettings(): void }) {
  const { t } = useTranslation("shops");
  if (!shop.last_error) return null;
  const mustAuthorise = shop.state === "reauthorise";
  return (
    <div className={styles["alert"]} role="alert">
      <p>
        {codeWords(shop.last_error.code, shop.last_error.message)} · <Age at={shop.last_error.since} />
        <br />
        {t(mustAuthorise ? "remedy.reauthorise" : "remedy.other")}
      </p>
      {mustAuthorise && (
        <Button size="small" onClick={onSettings}>
          {t("credentials.replace")}
        </Button>
      )}
    </div>
  );
}
