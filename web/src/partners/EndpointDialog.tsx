/** A new endpoint, or another address, other types or shops of one; a new one shows its secret. */
import { Checkbox, Form, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Endpoint, type Minted, type Wish, addEndpoint, changeEndpoint, endpointsQuery } from "@/api/partners";
import { SecretDialog } from "@/partners/SecretDialog";
import { topicWord } from "@/partners/partnersSearch";
import { ShopScope } from "@/people/ShopScope";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

interface Draft extends Omit<Wish, "shop_ids"> {
  shop_ids: number[] | null;
}

export default function EndpointDialog({ endpoint, onClose }: { endpoint: Endpoint | null; onClose(): void }) {
  const { t } = useTranslation("partners");
  const [form] = Form.useForm<Draft>();
  const [secret, setSecret] = useState<string | null>(null);
  const topics = useQuery(endpointsQuery).data?.topics ?? [];
  const save = useWrite<Wish, Endpoint | Minted>({
    run: (wish) => (endpoint ? changeEndpoint(endpoint.id, wish) : addEndpoint(wish)),
    touches: [["partners"]],
    after: (made) => ("secret" in made ? setSecret(made.secret) : onClose()),
    refused: (problem) => form.setFields([{ name: "url", errors: [explain(problem)] }]),
  });
  if (secret) return <SecretDialog secret={secret} onClose={onClose} />;
  const needed = [{ required: true, message: t("form.needed") }];
  return (
    <Dialog
      open
      width={560}
      title={t(endpoint ? "form.edit" : "form.new")}
      okText={t("form.save")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{
          name: endpoint?.name ?? "",
          url: "",
          topics: endpoint?.topics ?? ["orders.order_received.v1", "orders.order_changed.v1"],
          shop_ids: endpoint?.shop_ids.length ? endpoint.shop_ids : null,
        }}
        onFinish={(draft) => save.mutate({ ...draft, shop_ids: draft.shop_ids ?? [] })}
      >
        <Form.Item name="name" label={t("form.name")} rules={needed}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("form.url")}
          extra={endpoint ? t("form.urlStays", { host: endpoint.host }) : t("form.urlHint")}
          rules={endpoint ? [] : needed}
        >
          <Input maxLength={2000} placeholder="https://erp.example.com/hook" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="topics" label={t("form.topics")} rules={needed}>
          <Checkbox.Group
            style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 6 }}
            options={topics.map((value) => ({ value, label: t(`topic.${topicWord(value)}`) }))}
          />
        </Form.Item>
        <Form.Item name="shop_ids" label={t("form.shops")}>
          <ShopScope />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
