/** A new password for somebody; they change it when they sign in. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type User, resetPassword } from "@/api/people";
import { SHORTEST_PASSWORD } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

export default function PasswordReset({ user, onClose }: { user: User; onClose(): void }) {
  const { t } = useTranslation(["people", "common"]);
  const [form] = Form.useForm<{ password: string }>();
  const reset = useWrite({
    run: (password: string) => resetPassword(user.id, password),
    done: t("user.resetDone", { name: user.display_name }),
    touches: [["users"]],
    after: onClose,
    refused: (problem) => form.setFields([{ name: "password", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={400}
      title={t("user.resetTitle", { name: user.display_name })}
      okText={t("common:action.save")}
      confirmLoading={reset.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={({ password }) => reset.mutate(password)}>
        <Form.Item
          name="password"
          label={t("user.password")}
          extra={t("user.resetHint")}
          rules={[{ required: true, min: SHORTEST_PASSWORD, message: t("user.passwordHint") }]}
        >
          <Input.Password autoFocus autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
