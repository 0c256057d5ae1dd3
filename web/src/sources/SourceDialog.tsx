/** A new source; its secret is shown once. */
import { Form, Input, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Kind, type Minted, addSource } from "@/api/sources";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { ShownOnce } from "@/ui/ShownOnce";
import { useWrite } from "@/ui/useWrite";

interface Wanted {
  name: string;
  kind: Kind;
  warehouse: string;
}

export default function SourceDialog({ onClose }: { onClose(made?: number): void }) {
  const { t } = useTranslation("sources");
  const [form] = Form.useForm<Wanted>();
  const [minted, setMinted] = useState<Minted | null>(null);
  const kind = Form.useWatch("kind", form);
  const save = useWrite({
    run: addSource,
    touches: [["sources"]],
    after: setMinted,
    refused: (problem) => form.setFields([{ name: "name", errors: [explain(problem)] }]),
  });
  if (minted) return <SecretShown secret={minted.secret} onClose={() => onClose(minted.id)} />;
  return (
    <Dialog
      open
      width={520}
      title={t("add")}
      okText={t("form.save")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={() => onClose()}
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        initialValues={{ name: "", kind: "shipments", warehouse: "" }}
        onFinish={(wanted) => save.mutate({ ...wanted, warehouse: wanted.warehouse ?? "" })}
      >
        <Form.Item name="name" label={t("form.name")} rules={[{ required: true, message: t("form.needed") }]}>
          <Input autoFocus maxLength={60} placeholder={t("form.nameHint")} />
        </Form.Item>
        <Form.Item name="kind" label={t("form.kind")}>
          <Radio.Group
            style={{ display: "grid", gap: 6 }}
            options={(["shipments", "stock_counts"] as const).map((value) => ({ value, label: t(`kindText.${value}`) }))}
          />
        </Form.Item>
        {kind === "stock_counts" && (
          <Form.Item name="warehouse" label={t("form.warehouse")} extra={t("form.warehouseHint")}>
            <Input maxLength={100} />
          </Form.Item>
        )}
      </Form>
    </Dialog>
  );
}

export function SecretShown({ secret, onClose }: { secret: string; onClose(): void }) {
  const { t } = useTranslation("sources");
  return <ShownOnce secret={secret} title={t("secret.title")} text={t("secret.once")} kept={t("secret.kept")} onClose={onClose} />;
}
