/** Connect a shop: choose the channel, fill in what it asks for. */
import { Form, Input, Radio } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { beginConsent, channelsQuery, connectShop } from "@/api/shops";
import { CredentialInputs } from "@/shops/CredentialInputs";
import { Dialog } from "@/ui/Dialog";
import { channelColor } from "@/ui/channelColor";
import { explain } from "@/ui/explain";
import { Loading } from "@/ui/Loading";
import { useWrite } from "@/ui/useWrite";

interface Draft {
  channel: string;
  name: string;
  base_url?: string;
  credentials?: Record<string, string>;
}

export default function ConnectDialog({ onClose, onConnected }: { onClose(): void; onConnected(id: number): void }) {
  const { t } = useTranslation("shops");
  const channels = useQuery(channelsQuery).data;
  const [form] = Form.useForm<Draft>();
  const code = Form.useWatch("channel", form);
  const channel = channels?.find((one) => one.code === code);
  const [pastes, setPastes] = useState(false);
  const asks = Boolean(channel?.capabilities.includes("exchange_code")) && !pastes;
  const fields = channel?.credential_fields.filter((field) => !asks || !field.granted) ?? [];
  const shopOf = ({ credentials = {}, base_url, ...draft }: Draft) => ({
    ...draft,
    base_url: base_url || null,
    credentials,
    region: "cn",
    settings: {},
  });
  const ask = useWrite({
    run: (draft: Draft) => beginConsent(shopOf(draft)),
    touches: [],
    after: (url) => window.location.assign(url),
    refused: (problem) => form.setFields([{ name: "name", errors: [explain(problem)] }]),
  });
  const connect = useWrite({
    run: (draft: Draft) => connectShop(shopOf(draft)),
    done: (shop) => t("connect.done", { name: shop.name }),
    touches: [["shops"]],
    after: (shop) => onConnected(shop.id),
    refused: (problem) => form.setFields([{ name: "name", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={480}
      title={t("connect.title")}
      okText={t(asks ? "consent.go" : "connect.go")}
      okButtonProps={{ disabled: !channel }}
      confirmLoading={connect.isPending || ask.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      {!channels && <Loading rows={4} />}
      <Form form={form} layout="vertical" onFinish={(draft: Draft) => (asks ? ask : connect).mutate(draft)}>
        <Form.Item name="channel" label={t("connect.channel")} rules={[{ required: true }]}>
          <Radio.Group
            optionType="button"
            options={(channels ?? []).map((one) => ({
              value: one.code,
              label: (
                <span style={{ display: "inline-flex", alignItems: "center", gap: 6 }}>
                  <i aria-hidden="true" style={{ width: 8, height: 8, borderRadius: 2, background: channelColor(one.code) }} />
                  {one.label}
                </span>
              ),
            }))}
          />
        </Form.Item>
        {channel && (
          <>
            <Form.Item
              name="name"
              label={t("connect.name")}
              rules={[{ required: true, whitespace: true, message: t("connect.nameNeeded") }]}
            >
              <Input maxLength={100} />
            </Form.Item>
            {channel.capabilities.includes("exchange_code") && (
              <Form.Item label={t("consent.way")} extra={asks ? t("consent.hint") : undefined}>
                <Radio.Group
                  value={pastes}
                  onChange={(event) => setPastes(event.target.value === true)}
                  options={[
                    { value: false, label: t("consent.ask") },
                    { value: true, label: t("consent.paste") },
                  ]}
                />
              </Form.Item>
            )}
            <CredentialInputs fields={fields} under="credentials" />
            <Form.Item name="base_url" label={t("settings.baseUrl")} extra={t("settings.baseUrlHint")}>
              <Input placeholder="https://" />
            </Form.Item>
          </>
        )}
      </Form>
    </Dialog>
  );
}
