/** Book goods counted in a warehouse: all there are, or more and less. */
import { AutoComplete, Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Sku, STOCK, countGoods } from "@/api/stock";
import styles from "@/stock/Stock.module.css";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

interface Given {
  warehouse: string;
  way: "quantity" | "change";
  units: number;
  reason: string;
}

export function CountForm({ sku, warehouses }: { sku: Sku; warehouses: string[] }) {
  const { t } = useTranslation(["stock", "common"]);
  const [form] = Form.useForm<Given>();
  const [refusal, setRefusal] = useState<string | null>(null);
  const save = useWrite({
    run: ({ warehouse, way, units, reason }: Given) => countGoods({ id: sku.id, warehouse, reason, [way]: units }),
    done: t("count.done"),
    touches: [STOCK],
    after: () => {
      setRefusal(null);
      form.resetFields(["units", "reason"]);
    },
    refused: (problem) => setRefusal(explain(problem)),
  });
  return (
    <Form<Given>
      form={form}
      layout="inline"
      className={styles["form"] ?? ""}
      initialValues={{ warehouse: warehouses[0], way: "change" }}
      onFinish={(given) => save.mutate(given)}
    >
      <Form.Item name="warehouse" rules={[{ required: true, message: t("count.warehouse") }]}>
        <AutoComplete
          aria-label={t("column.warehouse")}
          placeholder={t("column.warehouse")}
          style={{ width: 110 }}
          options={warehouses.map((value) => ({ value }))}
        />
      </Form.Item>
      <Form.Item name="way">
        <Select
          aria-label={t("count.way")}
          style={{ width: 124 }}
          options={(["change", "quantity"] as const).map((value) => ({ value, label: t(`count.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="units" rules={[{ required: true, message: t("count.unitsNeeded") }]}>
        <InputNumber aria-label={t("count.units")} placeholder={t("count.units")} precision={0} style={{ width: 90 }} />
      </Form.Item>
      <Form.Item name="reason" rules={[{ required: true, message: t("count.reasonNeeded") }]}>
        <Input aria-label={t("column.reason")} placeholder={t("column.reason")} style={{ width: 130 }} />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t("count.book")}
      </Button>
      {refusal && (
        <p className={styles["bad"]} role="alert">
          {refusal}
        </p>
      )}
    </Form>
  );
}
