/** How long each warehouse's orders wait for others of their buyer, and who merges those found. */
import { InputNumber, Select, Switch } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Merging, type Warehouse, setMerging, warehousesQuery } from "@/api/fulfilment";
import { useShopNames } from "@/api/shops";
import styles from "@/fulfilment/MergingDialog.module.css";
import { Answered } from "@/ui/Answered";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { useWrite } from "@/ui/useWrite";

export default function MergingDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("fulfilment");
  const query = useQuery(warehousesQuery);
  const [changed, setChanged] = useState<Record<number, Merging>>({});
  const save = useWrite({ run: setMerging, done: t("merging.saved"), touches: [["fulfilment"]], after: onClose });
  const change = (next: Merging) => setChanged((now) => ({ ...now, [next.id]: next }));
  return (
    <Dialog
      open
      width={620}
      title={t("merging.title")}
      okText={t("merging.save")}
      okButtonProps={{ disabled: Object.keys(changed).length === 0 }}
      confirmLoading={save.isPending}
      onOk={() => save.mutate(Object.values(changed))}
      onCancel={onClose}
    >
      <p className={styles["lead"]}>{t("merging.lead")}</p>
      <Answered query={query} what={t("merging.title")}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t("merging.none")} text={t("merging.noneNext")} />
          ) : (
            items.map((one) => <Row key={one.id} warehouse={one} merging={changed[one.id] ?? one} onChange={change} />)
          )
        }
      </Answered>
    </Dialog>
  );
}

interface RowProps {
  warehouse: Warehouse;
  merging: Merging;
  onChange(next: Merging): void;
}

function Row({ warehouse, merging, onChange }: RowProps) {
  const { t } = useTranslation("fulfilment");
  const { shop } = useShopNames();
  const { id, gather_minutes, merges, within_hours, alone_shop_ids } = merging;
  const change = (next: Partial<Merging>) =>
    onChange({ id, gather_minutes, merges, within_hours, alone_shop_ids, ...next });
  const waits = gather_minutes > 0;
  const told = merges ? "merging.rule" : "merging.person";
  return (
    <fieldset className={styles["row"]}>
      <legend>
        {warehouse.name} <small>{warehouse.shop_ids.map((one) => shop(one)).join(" · ")}</small>
      </legend>
      <label>
        {t("merging.waits")}
        <InputNumber
          min={0}
          max={240}
          precision={0}
          suffix={t("merging.minutes")}
          style={{ width: 120 }}
          value={gather_minutes}
          onChange={(minutes) => change({ gather_minutes: minutes ?? 0 })}
        />
      </label>
      <label>
        <Switch
          size="small"
          checked={waits && merges}
          disabled={!waits}
          onChange={(isOn) => change({ merges: isOn })}
        />
        {t("merging.byRule")}
      </label>
      <label>
        {t("merging.within")}
        <InputNumber
          min={0}
          max={720}
          precision={0}
          suffix={t("merging.hours")}
          style={{ width: 120 }}
          disabled={!waits}
          value={within_hours}
          onChange={(hours) => change({ within_hours: hours ?? 0 })}
        />
      </label>
      <label>
        {t("merging.alone")}
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          optionFilterProp="label"
          style={{ flex: 1, minWidth: 140 }}
          disabled={!waits}
          placeholder={t("merging.aloneNone")}
          value={alone_shop_ids}
          options={warehouse.shop_ids.map((one) => ({ value: one, label: shop(one) }))}
          onChange={(shops: number[]) => change({ alone_shop_ids: shops })}
        />
      </label>
      <small>
        {t(waits ? told : "merging.off", { n: gather_minutes })}
        {waits && within_hours > 0 && ` ${t("merging.capped", { n: within_hours })}`}
      </small>
    </fieldset>
  );
}
