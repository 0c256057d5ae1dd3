/** Which shop's past is read again, and from when to when. */
import { DatePicker, Form, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { beginBackfill } from "@/api/completeness";
import type { Shop } from "@/api/shops";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { dayStart } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

interface BackfillDialogProps {
  shops: readonly Shop[];
  onClose(): void;
  onBegun(): void;
}

interface Wanted {
  shop: number;
  span: [Dayjs, Dayjs];
}

const FORM = "YYYY-MM-DD";

export default function BackfillDialog({ shops, onClose, onBegun }: BackfillDialogProps) {
  const { t } = useTranslation("completeness");
  const [form] = Form.useForm<Wanted>();
  const begin = useWrite({
    run: ({ shop, span }: Wanted) =>
      beginBackfill(shop, { from: dayStart(span[0].format(FORM)), to: dayStart(span[1].format(FORM), 1) }),
    done: t("backfill.begun"),
    touches: [["backfills"]],
    after: onBegun,
    refused: (problem) => form.setFields([{ name: "span", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={460}
      title={t("backfill.begin")}
      okText={t("backfill.go")}
      confirmLoading={begin.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={(wanted) => begin.mutate(wanted)}>
        <Form.Item name="shop" label={t("shop")} rules={[{ required: true, message: t("backfill.shopNeeded") }]}>
          <Select options={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />
        </Form.Item>
        <Form.Item
          name="span"
          label={t("backfill.span")}
          extra={t("backfill.hint")}
          rules={[{ required: true, message: t("backfill.spanNeeded") }]}
        >
          <DatePicker.RangePicker style={{ width: "100%" }} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
