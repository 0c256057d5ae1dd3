/** A new API key; the key itself is shown once. */
import { Checkbox, DatePicker, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mintKey } from "@/api/people";
import { useSession } from "@/api/session";
import type { Permission } from "@/api/types";
import { KEY_PERMISSIONS } from "@/people/roles";
import { ShopScope } from "@/people/ShopScope";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { ShownOnce } from "@/ui/ShownOnce";
import { dayStart } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

interface Draft {
  name: string;
  permissions: Permission[];
  shop_ids: number[] | null;
  expires: Dayjs | null;
}

export default function KeyDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["people", "common"]);
  const mine = useSession()?.permissions;
  const [form] = Form.useForm<Draft>();
  const [minted, setMinted] = useState<string | null>(null);
  const mint = useWrite({
    run: ({ expires, ...draft }: Draft) =>
      mintKey({ ...draft, expires_at: expires ? dayStart(expires.format("YYYY-MM-DD"), 1) : null }),
    touches: [["api-keys"]],
    after: (made) => setMinted(made.key),
    refused: (problem) => form.setFields([{ name: "name", errors: [explain(problem)] }]),
  });
  if (minted)
    return <ShownOnce secret={minted} title={t("key.onceTitle")} text={t("key.once")} kept={t("key.kept")} onClose={onClose} />;
  return (
    <Dialog
      open
      width={520}
      title={t("add.keys")}
      okText={t("key.mint")}
      confirmLoading={mint.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ permissions: ["orders.read"], shop_ids: null, expires: null }}
        onFinish={(draft: Draft) => mint.mutate(draft)}
      >
        <Form.Item name="name" label={t("key.name")} extra={t("key.nameHint")} rules={[{ required: true, message: t("needed") }]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="permissions" label={t("key.permissions")} rules={[{ required: true, message: t("needed") }]}>
          <Checkbox.Group
            style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 6 }}
            options={KEY_PERMISSIONS.filter((name) => mine?.includes(name)).map((name) => ({
              value: name,
              label: t(`permission.${name}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="shop_ids" label={t("user.shops")}>
          <ShopScope />
        </Form.Item>
        <Form.Item name="expires" label={t("key.expires")} extra={t("key.expiresHint")}>
          <DatePicker />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
