/** Saved views, columns, row height, export. */
import { ColumnHeightOutlined, DownloadOutlined, DownOutlined, SettingOutlined, StarOutlined } from "@ant-design/icons";
import { Button, Popover, Tooltip } from "antd";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { API, queryString } from "@/api/http";
import { prefer, usePreferences } from "@/app/preferences";
import { type OrderSearch, hubFilter } from "@/orders/orderSearch";
import styles from "@/orders/views/Views.module.css";
import { DropMenu } from "@/ui/DropMenu";
import { PopPanel } from "@/ui/PopPanel";

const ViewList = lazy(() => import("@/orders/views/ViewList"));
const ColumnChooser = lazy(() => import("@/orders/views/ColumnChooser"));

const FORMATS = ["xlsx", "csv", "jsonl"] as const;

export function ViewTools({ search, onSave }: { search: OrderSearch; onSave(): void }) {
  const { t } = useTranslation(["orders", "common"]);
  const may = useMay();
  const { density } = usePreferences();
  const [open, setOpen] = useState<"views" | "columns" | null>(null);
  const other = density === "dense" ? "comfortable" : "dense";
  const named = t("common:named", { name: t("common:table.density"), value: t(`common:table.${density}`) });
  const exportAs = (format: string) =>
    globalThis.location.assign(`${API}/order-exports${queryString({ ...hubFilter(search), format })}`);
  return (
    <div className={styles["tools"]}>
      <Popover
        trigger="click"
        destroyOnHidden
        placement="bottomRight"
        arrow={false}
        open={open === "views"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "views" : null)}
        content={
          <PopPanel label={t("view.title")}>
            <ViewList
              onClose={() => setOpen(null)}
              onSave={() => {
                setOpen(null);
                onSave();
              }}
            />
          </PopPanel>
        }
      >
        <Button icon={<StarOutlined />} aria-label={t("view.title")}>
          <span className={styles["word"]}>{t("view.title")}</span>
          <DownOutlined style={{ fontSize: 10 }} />
        </Button>
      </Popover>
      <Popover
        trigger="click"
        destroyOnHidden
        placement="bottomRight"
        arrow={false}
        open={open === "columns"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "columns" : null)}
        content={
          <PopPanel label={t("common:table.columnsTitle")}>
            <ColumnChooser />
          </PopPanel>
        }
      >
        <Button icon={<SettingOutlined />} aria-label={t("common:table.columnsTitle")} title={t("common:table.columnsTitle")} />
      </Popover>
      <Tooltip title={named}>
        <Button
          icon={<ColumnHeightOutlined />}
          aria-label={named}
          onClick={() => prefer({ density: other })}
        />
      </Tooltip>
      {may("orders.export") && (
        <DropMenu
          menu={{
            items: FORMATS.map((format) => ({ key: format, label: t(`export.${format}`) })),
            onClick: ({ key }) => exportAs(key),
          }}
        >
          <Button icon={<DownloadOutlined />} title={t("export.hint")} aria-label={t("export.title")}>
            <span className={styles["word"]}>{t("export.title")}</span>
          </Button>
        </DropMenu>
      )}
    </div>
  );
}
