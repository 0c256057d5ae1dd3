/** Name, pace and credentials of a shop. */
import { Button, Form, Input, InputNumber } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { type Shop, changeShop, channelsQuery, replaceCredentials } from "@/api/shops";
import { CredentialInputs } from "@/shops/CredentialInputs";
import styles from "@/shops/Shops.module.css";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

interface Draft {
  name: string;
  base_url: string | null;
  poll_every_s: number | null;
  ship_within_hours: number | null;
}

export function ShopSettings({ shop }: { shop: Shop }) {
  const { t } = useTranslation(["shops", "common"]);
  const may = useMay();
  const isLocked = !may("shops.manage");
  const settings = shop.settings as { ship_within_hours?: number | null };
  const save = useWrite({
    run: ({ ship_within_hours, base_url, ...draft }: Draft) =>
      changeShop(shop.id, { ...draft, base_url: base_url || null, settings: { ...shop.settings, ship_within_hours } }),
    done: t("settings.saved"),
    touches: [["shops"]],
  });
  const initial: Draft = {
    name: shop.name,
    base_url: shop.base_url,
    poll_every_s: shop.poll_every_s,
    ship_within_hours: settings.ship_within_hours ?? null,
  };
  return (
    <>
      <section className={styles["section"]}>
        <Form<Draft> layout="vertical" disabled={isLocked} initialValues={initial} onFinish={(draft) => save.mutate(draft)}>
          <Form.Item name="name" label={t("settings.name")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} />
          </Form.Item>
          {Boolean(shop.poll_every_s) && (
            <Form.Item name="poll_every_s" label={t("settings.every")}>
              <InputNumber min={5} max={86_400} suffix={t("settings.seconds")} style={{ width: 180 }} />
            </Form.Item>
          )}
          <Form.Item name="ship_within_hours" label={t("settings.shipWithin")} extra={t("settings.shipWithinHint")}>
            <InputNumber min={1} max={720} suffix={t("settings.hours")} style={{ width: 180 }} />
          </Form.Item>
          <Form.Item name="base_url" label={t("settings.baseUrl")} extra={t("settings.baseUrlHint")}>
            <Input placeholder="https://" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t("common:action.save")}
          </Button>
        </Form>
      </section>
      {!isLocked && <Credentials shop={shop} />}
    </>
  );
}

function Credentials({ shop }: { shop: Shop }) {
  const { t } = useTranslation("shops");
  const channels = useQuery(channelsQuery).data;
  const fields = channels?.find((channel) => channel.code === shop.channel)?.credential_fields ?? [];
  const [form] = Form.useForm<Record<string, string>>();
  const replace = useWrite({
    run: (values: Record<string, string>) => replaceCredentials(shop.id, values),
    done: t("credentials.replaced"),
    touches: [["shops"]],
    after: () => form.resetFields(),
    refused: (problem) => {
      const [first] = fields;
      if (first) form.setFields([{ name: first.name, errors: [explain(problem)] }]);
    },
  });
  return (
    <section className={styles["section"]}>
      <h2>{t("credentials.title")}</h2>
      <p className={styles["quiet"]}>{t("credentials.sealed")}</p>
      <Form form={form} layout="vertical" onFinish={(values: Record<string, string>) => replace.mutate(values)}>
        <CredentialInputs fields={fields} />
        <Button htmlType="submit" loading={replace.isPending}>
          {t("credentials.replace")}
        </Button>
      </Form>
    </section>
  );
}
