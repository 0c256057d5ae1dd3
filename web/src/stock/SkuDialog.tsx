/** A new SKU, or new words for the one of that code. */
import { Form, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { STOCK, type Sku, putSku } from "@/api/stock";
import { Dialog } from "@/ui/Dialog";
import { useWrite } from "@/ui/useWrite";

interface Given {
  code: string;
  title: string;
  spec?: string;
  barcode?: string;
  safety?: number;
}

interface SkuDialogProps {
  /** What is known of it already. */
  first?: Partial<Given>;
  onClose(): void;
  onDone(sku: Sku): void;
}

export function SkuDialog({ first, onClose, onDone }: SkuDialogProps) {
  const { t } = useTranslation(["stock", "common"]);
  const [form] = Form.useForm<Given>();
  const save = useWrite({
    run: ({ code, title, spec = "", barcode = "", safety = 0 }: Given) =>
      putSku({ code, title, spec, barcode, safety: safety ?? 0, parts: [] }),
    done: t("sku.saved"),
    touches: [STOCK],
    after: (sku) => {
      onClose();
      onDone(sku);
    },
  });
  return (
    <Dialog
      open
      title={t("sku.add")}
      okText={t("common:action.save")}
      cancelText={t("common:action.cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Given> form={form} layout="vertical" initialValues={{ ...first }} onFinish={(given) => save.mutate(given)}>
        <Form.Item name="code" label={t("sku.code")} rules={[{ required: true, message: t("sku.codeNeeded") }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="title" label={t("sku.title")} rules={[{ required: true, message: t("sku.titleNeeded") }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="spec" label={t("sku.spec")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="barcode" label={t("sku.barcode")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="safety" label={t("column.safety")} extra={t("sku.safetyHint")}>
          <InputNumber min={0} precision={0} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
