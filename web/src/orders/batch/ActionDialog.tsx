/** Asks for what an action needs: a reason, a note, a tag, a priority, a flag. */
import { AutoComplete, Form, Input, Modal, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { BatchAction } from "@/api/types";
import type { ActionArgs } from "@/orders/batch/actions";
import { useTagChoices } from "@/orders/useTagChoices";
import { PRIORITIES } from "@/orders/words";

interface ActionDialogProps {
  action: BatchAction;
  n: number;
  onArgs(args: ActionArgs): void;
  onCancel(): void;
}

export default function ActionDialog({ action, n, onArgs, onCancel }: ActionDialogProps) {
  const { t } = useTranslation(["orders", "common"]);
  const [form] = Form.useForm<ActionArgs>();
  return (
    <Modal
      open
      width={420}
      title={t("batch.ask", { action: t(`action.${action}`), count: n })}
      okText={t(`action.${action}`)}
      onOk={form.submit}
      onCancel={onCancel}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ priority: 1, flag: "exception", on: true }}
        onFinish={(values) => onArgs(values)}
      >
        <Fields action={action} />
      </Form>
    </Modal>
  );
}

function Fields({ action }: { action: BatchAction }) {
  const { t } = useTranslation("orders");
  const chips = useTagChoices();
  const needed = [{ required: true, whitespace: true, message: t("batch.needed") }];
  switch (action) {
    case "hold":
      return (
        <Form.Item name="reason" label={t("batch.reason")} rules={needed}>
          <AutoComplete
            autoFocus
            options={(["address", "stock", "price", "buyer"] as const).map((key) => ({ value: t(`holdReason.${key}`) }))}
          />
        </Form.Item>
      );
    case "note":
      return (
        <Form.Item name="text" label={t("batch.note")} rules={needed}>
          <Input.TextArea autoFocus rows={4} maxLength={500} showCount />
        </Form.Item>
      );
    case "add_tag":
    case "remove_tag":
      return (
        <Form.Item name="tag" label={t("batch.tag")} rules={needed}>
          <AutoComplete
            autoFocus
            showSearch={{ filterOption: true }}
            options={chips.map((chip) => ({ value: chip.tag, label: chip.label }))}
          />
        </Form.Item>
      );
    case "set_priority":
      return (
        <Form.Item name="priority" label={t("batch.priority")}>
          <Segmented options={PRIORITIES.map((level) => ({ value: Number(level), label: t(`priority.${level}`) }))} />
        </Form.Item>
      );
    case "set_flag":
      return (
        <>
          <Form.Item name="flag" label={t("batch.flag")}>
            <Select
              options={(["exception", "short"] as const).map((flag) => ({ value: flag, label: t(`flag.${flag}`) }))}
            />
          </Form.Item>
          <Form.Item name="reason" label={t("batch.reason")} rules={needed}>
            <Input />
          </Form.Item>
        </>
      );
    default:
      return null;
  }
}
