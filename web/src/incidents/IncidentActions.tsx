/** Acknowledge, or close by hand. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Incident, acknowledge, resolve } from "@/api/health";
import { useMay } from "@/api/session";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

const TOUCHES = [["incidents"], ["health"]] as const;

export function IncidentActions({ incident }: { incident: Incident }) {
  const { t } = useTranslation("incidents");
  const may = useMay();
  const [isClosing, setClosing] = useState(false);
  const know = useWrite({ run: () => acknowledge(incident.id), done: t("acknowledged"), touches: TOUCHES });
  if (!may("health.manage") || incident.state === "resolved") return null;
  return (
    <>
      {incident.state === "open" && (
        <Button type="primary" loading={know.isPending} onClick={() => know.mutate(undefined)}>
          {t("acknowledge")}
        </Button>
      )}
      <Button onClick={() => setClosing(true)}>{t("close")}</Button>
      {isClosing && <CloseDialog id={incident.id} onClose={() => setClosing(false)} />}
    </>
  );
}

function CloseDialog({ id, onClose }: { id: number; onClose(): void }) {
  const { t } = useTranslation("incidents");
  const [form] = Form.useForm<{ reason: string }>();
  const close = useWrite({
    run: (reason: string) => resolve(id, reason),
    done: t("closed"),
    touches: TOUCHES,
    after: onClose,
    refused: (problem) => form.setFields([{ name: "reason", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={420}
      title={t("closeTitle", { id })}
      okText={t("close")}
      confirmLoading={close.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={({ reason }) => close.mutate(reason)}>
        <Form.Item
          name="reason"
          label={t("closeReason")}
          extra={t("closeHint")}
          rules={[{ required: true, whitespace: true, message: t("closeNeeded") }]}
        >
          <Input autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
