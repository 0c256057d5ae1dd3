/** Saved views, columns, row height, export. */
import { ColumnHeightOutlined, DownloadOutlined, DownOutlined, SettingOutlined, StarOutlined } from "@ant-design/icons";
import { Button, Dropdown, Popover, Tooltip } from "antd";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { API, queryString } from "@/api/http";
import { prefer, usePreferences } from "@/app/preferences";
import { type OrderSearch, hubFilter } from "@/orders/orderSearch";
import styles from "@/orders/views/Views.module.css";
import { Loading } from "@/ui/Loading";

const ViewList = lazy(() => import("@/orders/views/ViewList"));
const ColumnChooser = lazy(() => import("@/orders/views/ColumnChooser"));

const FORMATS = ["xlsx", "csv", "jsonl"] as const;

export function ViewTools({ search, onSave }: { search: OrderSearch; onSave(): void }) {
  const { t } = useTranslation(["orders", "common"]);
  const may = useMay();
  const { density } = usePreferences();
  const [open, setOpen] = useState<"views" | "columns" | null>(null);
  const other = density === "dense" ? "comfortable" : "dense";
  const exportAs = (format: string) =>
    globalThis.location.assign(`${API}/order-exports${queryString({ ...hubFilter(search), format })}`);
  return (
    <div className={styles["tools"]}>
      <Popover
        trigger="click"
        placement="bottomRight"
        arrow={false}
        open={open === "views"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "views" : null)}
        content={
          <Suspense fallback={<Loading rows={3} />}>
            <ViewList
              onClose={() => setOpen(null)}
              onSave={() => {
                setOpen(null);
                onSave();
              }}
            />
          </Suspense>
        }
      >
        <Button icon={<StarOutlined />}>
          {t("view.title")}
          <DownOutlined style={{ fontSize: 10 }} />
        </Button>
      </Popover>
      <Popover
        trigger="click"
        placement="bottomRight"
        arrow={false}
        open={open === "columns"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "columns" : null)}
        content={
          <Suspense fallback={<Loading rows={5} />}>
            <ColumnChooser />
          </Suspense>
        }
      >
        <Button icon={<SettingOutlined />} aria-label={t("common:table.columnsTitle")} title={t("common:table.columnsTitle")} />
      </Popover>
      <Tooltip title={`${t("common:table.density")}: ${t(`common:table.${density}`)}`}>
        <Button
          icon={<ColumnHeightOutlined />}
          aria-label={`${t("common:table.density")}: ${t(`common:table.${density}`)}`}
          onClick={() => prefer({ density: other })}
        />
      </Tooltip>
      {may("orders.export") && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: FORMATS.map((format) => ({ key: format, label: t(`export.${format}`) })),
            onClick: ({ key }) => exportAs(key),
          }}
        >
          <Button icon={<DownloadOutlined />} title={t("export.hint")}>
            {t("export.title")}
          </Button>
        </Dropdown>
      )}
    </div>
  );
}
