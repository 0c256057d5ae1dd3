/** Asks for the reason of looking at personal data; it goes into the audit log. */
import { AutoComplete, Checkbox, Form } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { reveal } from "@/api/orders";
import type { PersonField, Revealed } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";

interface RevealDialogProps {
  number: string;
  fields: readonly PersonField[];
  onRevealed(answer: Revealed): void;
  onClose(): void;
}

interface Asked {
  fields: PersonField[];
  reason: string;
}

const REASONS = ["deliver", "buyer", "aftersale", "risk"] as const;

export default function RevealDialog({ number, fields, onRevealed, onClose }: RevealDialogProps) {
  const { t } = useTranslation("orders");
  const [form] = Form.useForm<Asked>();
  const ask = useMutation({
    mutationFn: ({ fields: wanted, reason }: Asked) => reveal(number, wanted, reason),
    onSuccess: onRevealed,
    onError: (problem) => form.setFields([{ name: "reason", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={420}
      title={t("reveal.title", { number })}
      okText={t("reveal.button")}
      confirmLoading={ask.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Asked>
        form={form}
        layout="vertical"
        initialValues={{ fields: fields.filter((field) => field !== "buyer_name") }}
        onFinish={(values) => ask.mutate(values)}
      >
        <Form.Item name="fields" label={t("reveal.fields")} rules={[{ required: true, message: t("reveal.fieldsNeeded") }]}>
          <Checkbox.Group options={fields.map((field) => ({ value: field, label: t(`person.${field}`) }))} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t("reveal.reason")}
          extra={t("reveal.audit")}
          rules={[{ required: true, whitespace: true, message: t("reveal.reasonNeeded") }]}
        >
          <AutoComplete autoFocus maxLength={200} popupMatchSelectWidth={372} options={REASONS.map((key) => ({ value: t(`reveal.reasons.${key}`) }))} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
