/** Asks for what an action needs: a reason, a note, a tag, a priority, a flag. */
import { AutoComplete, DatePicker, Form, Input, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { BatchAction, BatchArgs } from "@/api/types";
import { useTagChoices } from "@/orders/useTagChoices";
import { PRIORITIES, SELLER_FLAGS } from "@/orders/words";
import { SkuInput } from "@/stock/SkuInput";
import { Dialog } from "@/ui/Dialog";
import { calendarDay, instantOf } from "@/ui/time";

interface ActionDialogProps {
  action: BatchAction;
  n: number;
  onArgs(args: BatchArgs): void;
  onCancel(): void;
}

export default function ActionDialog({ action, n, onArgs, onCancel }: ActionDialogProps) {
  const { t } = useTranslation(["orders", "common"]);
  const [form] = Form.useForm<BatchArgs>();
  return (
    <Dialog
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
        initialValues={{ priority: 1 }}
        onFinish={(values) => onArgs(values)}
      >
        <Fields action={action} />
      </Form>
    </Dialog>
  );
}

/** An instant to come, picked on the Shanghai clock; the form holds it as the hub reads it. */
function UntilPicker({ onChange, id }: { onChange?: (at: string | null) => void; id?: string }) {
  return (
    <DatePicker
      {...(id && { id })}
      autoFocus
      showTime={{ format: "HH:mm" }}
      style={{ width: "100%" }}
      disabledDate={(day) => day.format("YYYY-MM-DD") < calendarDay(new Date())}
      onChange={(day) => onChange?.(day ? instantOf(day.format("YYYY-MM-DDTHH:mm")) : null)}
    />
  );
}

function Gift({ isGiven }: { isGiven: boolean }) {
  const { t } = useTranslation("orders");
  const form = Form.useFormInstance<BatchArgs>();
  return (
    <>
      <Form.Item
        name={["gift", "sku"]}
        label={t("batch.sku")}
        rules={[{ required: true, pattern: /^[!-~]{1,48}$/u, message: t("batch.needed") }]}
      >
        <SkuInput onPick={(sku) => form.setFieldValue(["gift", "title"], sku.title)} />
      </Form.Item>
      {isGiven && (
        <>
          <Form.Item name={["gift", "title"]} label={t("batch.giftTitle")}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name={["gift", "units"]} label={t("batch.units")} initialValue={1}>
            <InputNumber min={1} max={100} precision={0} />
          </Form.Item>
        </>
      )}
    </>
  );
}

const HOLD_REASONS = ["address", "stock", "price", "buyer"] as const;

function Fields({ action }: { action: BatchAction }) {
  const { t } = useTranslation("orders");
  const chips = useTagChoices();
  const needed = [{ required: true, whitespace: true, message: t("batch.needed") }];
  switch (action) {
    case "hold":
    case "mark_exception":
      return (
        <Form.Item name="reason" label={t("batch.reason")} rules={needed}>
          <AutoComplete
            autoFocus
            popupMatchSelectWidth={372}
            maxLength={60}
            options={HOLD_REASONS.map((key) => ({ value: t(`holdReason.${key}`) }))}
          />
        </Form.Item>
      );
    case "presale_hold":
      return (
        <>
          <Form.Item name="until" label={t("batch.until")} rules={[{ required: true, message: t("batch.needed") }]}>
            <UntilPicker />
          </Form.Item>
          <Form.Item name="reason" label={t("batch.reason")}>
            <Input maxLength={60} />
          </Form.Item>
        </>
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
            popupMatchSelectWidth={372}
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
        <Form.Item name="color" label={t("batch.color")} rules={[{ required: true, message: t("batch.needed") }]}>
          <Select autoFocus options={SELLER_FLAGS.map((color) => ({ value: color, label: t(`sellerFlag.${color}`) }))} />
        </Form.Item>
      );
    case "give_gift":
    case "take_gift":
      return <Gift isGiven={action === "give_gift"} />;
    default:
      return null;
  }
}
