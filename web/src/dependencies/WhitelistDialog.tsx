/** Which addresses the platform lets in for an app, as somebody read them there. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type PlatformApp, declareWhitelist } from "@/api/dependencies";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

export function WhitelistDialog({ app, onClose }: { app: PlatformApp; onClose(): void }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const [form] = Form.useForm<{ text: string }>();
  const save = useWrite({
    run: (text: string) =>
      declareWhitelist({
        channel: app.channel,
        app_key: app.app_key,
        addresses: text.split(/[\s,,;]+/u).filter(Boolean),
      }),
    done: t("apps.declared"),
    touches: [["dependencies"], ["incidents"]],
    after: onClose,
    refused: (problem) => form.setFields([{ name: "text", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={460}
      title={t("apps.declareFor", { app: `${app.label} ${app.app_key}` })}
      okText={t("common:action.save")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ text: app.addresses.join("\n") }}
        onFinish={({ text }) => save.mutate(text)}
      >
        <Form.Item name="text" label={t("apps.addresses")} extra={t("apps.addressesHint")}>
          <Input.TextArea autoFocus rows={5} maxLength={3000} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
