/** Writes the seller's note and flag on the platform's order; what stood there is replaced. */
import { Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { type NoteFlag, writeNote } from "@/api/fulfilment";
import type { OrderDetail, SellerFlag } from "@/api/types";
import { tagColor } from "@/orders/list/tagColor";
import { Dialog } from "@/ui/Dialog";
import { useWrite } from "@/ui/useWrite";

interface SellerNoteDialogProps {
  order: OrderDetail;
  flags: NoteFlag[];
  onClose(): void;
}

interface Said {
  note?: string;
  flag: number | "leave";
}

const LONGEST = 200;

export default function SellerNoteDialog({ order, flags, onClose }: SellerNoteDialogProps) {
  const { t } = useTranslation("orders");
  const [form] = Form.useForm<Said>();
  const write = useWrite({ run: writeNote, done: t("sellerNote.asked"), touches: [["fulfilment"]], after: onClose });
  const send = ({ note, flag }: Said) =>
    write.mutate({
      number: order.number,
      note: (note ?? "").replaceAll(/\s+/g, " ").trim(),
      flag: flag === "leave" ? null : flag,
    });
  return (
    <Dialog
      open
      width={540}
      title={t("sellerNote.title", { number: order.number })}
      okText={t("sellerNote.write")}
      confirmLoading={write.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Said> form={form} layout="vertical" initialValues={{ flag: "leave" }} onFinish={send}>
        <Form.Item name="note" label={t("sellerNote.text")} extra={t("sellerNote.replaces")}>
          <Input.TextArea
            autoFocus
            showCount
            maxLength={LONGEST}
            autoSize={{ minRows: 3, maxRows: 6 }}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
            }}
          />
        </Form.Item>
        <Form.Item name="flag" label={t("sellerNote.flag")}>
          <Radio.Group>
            <Radio value="leave">{t("sellerNote.leave")}</Radio>
            {flags.map(({ flag, color }) => (
              <Radio key={flag} value={flag}>
                <Pennant color={color} />
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
      </Form>
    </Dialog>
  );
}

function Pennant({ color }: { color: string }) {
  const { t } = useTranslation("orders");
  if (color === "none") return t("sellerNote.unflagged");
  return (
    <>
      <span aria-hidden="true" style={{ color: tagColor(color) }}>
        ⚑
      </span>{" "}
      {t(`sellerFlag.${color as SellerFlag}`)}
    </>
  );
}
