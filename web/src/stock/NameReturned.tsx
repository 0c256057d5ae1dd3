/** Goods came back under a code that is no SKU here: which one they are, or a new one for them. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Returned, STOCK, nameReturned } from "@/api/stock";
import { SkuDialog } from "@/stock/SkuDialog";
import { SkuSelect } from "@/stock/SkuSelect";
import styles from "@/stock/Stock.module.css";
import { Dialog } from "@/ui/Dialog";
import { useWrite } from "@/ui/useWrite";

interface NameReturnedProps {
  row: Returned;
  onClose(): void;
}

export function NameReturned({ row, onClose }: NameReturnedProps) {
  const { t } = useTranslation(["stock", "common"]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [isAdding, setAdding] = useState(false);
  const done = t(row.inventory_type ? "returns.noted" : "returns.booked");
  const save = useWrite({ run: nameReturned, done, touches: [STOCK, ["orders"]], after: onClose });
  if (isAdding) return <SkuDialog first={{ code: row.code }} onClose={onClose} onDone={onClose} />;
  return (
    <Dialog
      open
      title={t("returns.which", { code: row.code })}
      okText={t("common:action.save")}
      okButtonProps={{ disabled: chosen === null }}
      confirmLoading={save.isPending}
      onOk={() => chosen !== null && save.mutate({ id: row.id, skuId: chosen })}
      onCancel={onClose}
    >
      <p className={styles["under"]}>
        {t("returns.whichHint", { warehouse: row.warehouse, count: row.units, code: row.code })}
      </p>
      <span className={styles["row"]}>
        <SkuSelect label={t("mapping.choose")} onChoose={setChosen} />
        <Button size="small" onClick={() => setAdding(true)}>
          {t("sku.add")}
        </Button>
      </span>
    </Dialog>
  );
}
