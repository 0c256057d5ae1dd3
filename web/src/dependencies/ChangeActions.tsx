/** What can be done with a change request now; a refusal stays in sight. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Change, type Step, reject, take } from "@/api/dependencies";
import { useMay } from "@/api/session";
import styles from "@/dependencies/Dependencies.module.css";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

const TOUCHES = [["dependencies"], ["incidents"]] as const;

export function ChangeActions({ change }: { change: Change }) {
  const { t } = useTranslation("dependencies");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isRejecting, setRejecting] = useState(false);
  const step = useWrite({
    run: (which: Step) => take(change.id, which),
    done: (_, which) => t(`done.${which}`),
    touches: TOUCHES,
    after: () => setRefusal(null),
    refused: (problem) => setRefusal(explain(problem)),
  });
  if (!useMay()("health.manage")) return null;
  const button = (which: Step, words: string, isMain = false) => (
    <Button
      type={isMain ? "primary" : "default"}
      loading={step.isPending && step.variables === which}
      onClick={() => step.mutate(which)}
    >
      {words}
    </Button>
  );
  const { state } = change;
  return (
    <>
      {refusal && (
        <p className={styles["refused"]} role="alert">
          {refusal}
        </p>
      )}
      <div className={styles["steps"]}>
        {state === "proposed" && (
          <>
            {button("approve", t("action.approve"), !change.own)}
            <Button onClick={() => setRejecting(true)}>{t("action.reject")}</Button>
          </>
        )}
        {state === "approved" && button("carry-out", t("action.carryOut"), true)}
        {state === "failed" && button("carry-out", t("action.verify"), true)}
        {change.own && (state === "proposed" || state === "approved") && button("withdraw", t("action.withdraw"))}
      </div>
      {state === "proposed" && change.own && <p className={styles["hint"]}>{t("ownHint")}</p>}
      {state === "done" && <p className={styles["hint"]} role="status">{t("verifying")}</p>}
      {isRejecting && <RejectDialog id={change.id} onClose={() => setRejecting(false)} />}
    </>
  );
}

function RejectDialog({ id, onClose }: { id: number; onClose(): void }) {
  const { t } = useTranslation("dependencies");
  const [form] = Form.useForm<{ reason: string }>();
  const save = useWrite({
    run: (reason: string) => reject(id, reason),
    done: t("done.reject"),
    touches: TOUCHES,
    after: onClose,
    refused: (problem) => form.setFields([{ name: "reason", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={420}
      title={t("changes.panel", { id })}
      okText={t("action.reject")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={({ reason }) => save.mutate(reason)}>
        <Form.Item name="reason" label={t("action.rejectReason")} rules={[{ required: true, whitespace: true, message: t("propose.needed") }]}>
          <Input autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
