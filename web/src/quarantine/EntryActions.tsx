/** Replay or dismiss what is ticked; results stay until they are closed. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dismiss, replay } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { Results } from "@/quarantine/Results";
import styles from "@/quarantine/Quarantine.module.css";
import { useReplayWords } from "@/quarantine/useReplayWords";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

export function EntryActions({ ids, onDone }: { ids: number[]; onDone(): void }) {
  const { t } = useTranslation("quarantine");
  const may = useMay();
  const words = useReplayWords();
  const [isDismissing, setDismissing] = useState(false);
  const again = useWrite({ run: (which: number[]) => replay({ ids: which }), done: words, touches: [["quarantine"]] });
  if (!may("quarantine.replay")) return null;
  const failed = again.data?.filter((row) => !row.ok) ?? [];
  return (
    <>
      {ids.length > 0 && (
        <span className={styles["actions"]}>
          {t("selected", { count: ids.length })}
          <Button type="primary" size="small" loading={again.isPending} onClick={() => again.mutate(ids, { onSuccess: onDone })}>
            {t("replay")}
          </Button>
          <Button size="small" onClick={() => setDismissing(true)}>
            {t("dismiss")}
          </Button>
        </span>
      )}
      {failed.length > 0 && <Results failed={failed} onClose={() => again.reset()} />}
      {isDismissing && (
        <DismissDialog
          ids={ids}
          onClose={() => setDismissing(false)}
          onDone={() => {
            setDismissing(false);
            onDone();
          }}
        />
      )}
    </>
  );
}

interface DismissDialogProps {
  ids: number[];
  onClose(): void;
  onDone(): void;
}

export function DismissDialog({ ids, onClose, onDone }: DismissDialogProps) {
  const { t } = useTranslation("quarantine");
  const [form] = Form.useForm<{ reason: string }>();
  const drop = useWrite({
    run: (reason: string) => dismiss(ids, reason),
    done: (gone) => t("dismissed", { count: gone.length }),
    touches: [["quarantine"]],
    after: onDone,
    refused: (problem) => form.setFields([{ name: "reason", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={420}
      title={t("dismissTitle", { count: ids.length })}
      okText={t("dismiss")}
      okButtonProps={{ danger: true }}
      confirmLoading={drop.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={({ reason }) => drop.mutate(reason)}>
        <Form.Item
          name="reason"
          label={t("dismissReason")}
          extra={t("dismissHint")}
          rules={[{ required: true, whitespace: true, message: t("dismissNeeded") }]}
        >
          <Input.TextArea autoFocus rows={3} maxLength={200} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
