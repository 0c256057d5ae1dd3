/** SMS templates with what their providers say of them; only approved ones are sent. */
import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type NewTemplate, type NotifySettings, type Template, enterTemplate, removeTemplate } from "@/api/notify";
import { isSms } from "@/notify/EndpointFields";
import styles from "@/notify/Notify.module.css";
import { Badge } from "@/ui/Badge";
import { Confirm } from "@/ui/Confirm";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const KINDS = ["alarm", "code", "parcel_sent", "parcel_delivered", "refund_done", "refund_refused", "order_held", "address_changed"] as const;
const STATES = ["pending", "approved", "rejected"] as const;
const TONES = { pending: "warn", approved: "ok", rejected: "bad" } as const;
const TOUCHES = [["notify"]];

export function Templates({ settings, isLocked }: { settings: NotifySettings; isLocked: boolean }) {
  const { t } = useTranslation(["notify", "common"]);
  const { endpoints, templates } = settings;
  const remove = useWrite({ run: removeTemplate, done: t("templates.removed"), touches: TOUCHES });
  const nameOf = (id: number) => endpoints.find((one) => one.id === id)?.name;
  return (
    <section className={styles["part"]} aria-label={t("templates.title")}>
      <h2>{t("templates.title")}</h2>
      <p>{t("templates.hint")}</p>
      {templates.length === 0 ? (
        <p>{t("templates.empty")}</p>
      ) : (
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th>{t("templates.kind")}</th>
              <th>{t("templates.endpoint")}</th>
              <th>{t("templates.code")}</th>
              <th>{t("templates.parameters")}</th>
              <th>{t("templates.state")}</th>
              <th>{t("templates.changed")}</th>
              <th aria-label={t("common:action.remove")} />
            </tr>
          </thead>
          <tbody>
            {templates.map((one) => (
              <tr key={one.id}>
                <td>{t(`templateKind.${one.kind}`)}</td>
                <td>{nameOf(one.endpoint_id)}</td>
                <td>
                  <code>{one.code}</code>
                </td>
                <td>{one.parameters.map((name) => t(`parameter.${name as "time"}`, { defaultValue: name })).join(t("common:comma"))}</td>
                <td>
                  <State template={one} />
                </td>
                <td>
                  <When at={one.changed_at} />
                </td>
                <td>
                  {!isLocked && (
                    <Confirm
                      title={t("templates.removeAsk", { kind: t(`templateKind.${one.kind}`) })}
                      okText={t("common:action.remove")}
                      okButtonProps={{ danger: true }}
                      onConfirm={() => remove.mutate(one.id)}
                    >
                      <Button size="small" danger>
                        {t("common:action.remove")}
                      </Button>
                    </Confirm>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!isLocked && <TemplateForm settings={settings} />}
    </section>
  );
}

function State({ template }: { template: Template }) {
  const { t } = useTranslation("notify");
  const isSent = template.state === "approved";
  return (
    <>
      <Badge tone={TONES[template.state]}>{t(`templateState.${template.state}`)}</Badge>
      {!isSent && <span className={styles["covered"]}> {[t("templates.notSent"), template.reason].filter(Boolean).join(" · ")}</span>}
    </>
  );
}

function TemplateForm({ settings }: { settings: NotifySettings }) {
  const { t } = useTranslation("notify");
  const [form] = Form.useForm<NewTemplate>();
  const kind = Form.useWatch("kind", form) ?? "alarm";
  const save = useWrite({
    run: enterTemplate,
    done: t("templates.saved"),
    touches: TOUCHES,
    after: () => form.resetFields(),
  });
  const senders = settings.endpoints.filter((one) => isSms(one.kind));
  if (senders.length === 0) return <p>{t("templates.none")}</p>;
  return (
    <Form<NewTemplate>
      form={form}
      layout="vertical"
      className={styles["form"]}
      initialValues={{ kind: "alarm", state: "pending", parameters: [], reason: "" }}
      onFinish={(given) => save.mutate(given)}
    >
      <Form.Item name="endpoint_id" label={t("templates.endpoint")} rules={[{ required: true }]}>
        <Select options={senders.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="kind" label={t("templates.kind")}>
        <Select
          onChange={() => form.setFieldsValue({ parameters: [] })}
          options={KINDS.map((value) => ({ value, label: t(`templateKind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="code" label={t("templates.code")} rules={[{ required: true }, { pattern: /^[!-~]+$/u, message: t("templates.badCode") }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="parameters" label={t("templates.parameters")}>
        <Select mode="multiple" options={(settings.parameters[kind] ?? []).map((value) => ({ value, label: t(`parameter.${value as "time"}`, { defaultValue: value }) }))} />
      </Form.Item>
      <Form.Item name="state" label={t("templates.state")}>
        <Select options={STATES.map((value) => ({ value, label: t(`templateState.${value}`) }))} />
      </Form.Item>
      <Form.Item name="reason" label={t("templates.reason")}>
        <Input maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t("templates.save")}
      </Button>
    </Form>
  );
}
