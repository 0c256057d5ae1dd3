/** Change one's own password. */
import { App, Form, Input } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SHORTEST_PASSWORD, changePassword } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";

interface Passwords {
  before: string;
  after: string;
}

export default function PasswordDialog({ isForced = false, onClose }: { isForced?: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Passwords>();
  const change = useMutation({
    mutationFn: ({ before, after }: Passwords) => changePassword(before, after),
    onSuccess: () => {
      void message.success(t("account.changed"));
      onClose();
    },
    onError: (problem) => form.setFields([{ name: "before", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      title={t("account.password")}
      okText={t("action.save")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      closable={!isForced}
      keyboard={!isForced}
      mask={{ closable: !isForced }}
      cancelButtonProps={{ style: isForced ? { display: "none" } : {} }}
      width={380}
    >
      {isForced && <p>{t("account.mustChange")}</p>}
      <Form form={form} layout="vertical" onFinish={(values) => change.mutate(values)}>
        <Form.Item name="before" label={t("account.old")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="after"
          label={t("account.new")}
          extra={t("account.newHint")}
          rules={[{ required: true, min: SHORTEST_PASSWORD }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
