/** What carries notices to people; each can be tested. */
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type NewEndpoint, type NotifySettings, type Tried, addEndpoint, removeEndpoint, testEndpoint } from "@/api/notify";
import { EndpointFields, addressOf } from "@/notify/EndpointFields";
import styles from "@/notify/Notify.module.css";
import { Confirm } from "@/ui/Confirm";
import { useWrite } from "@/ui/useWrite";

const KINDS = ["dingtalk", "wecom", "feishu", "webhook", "email", "aliyun_sms", "tencent_sms"] as const;
const TOUCHES = [["notify"]];

const filled = (options: NewEndpoint["options"]) =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => Boolean(value)));

export function Endpoints({ settings, isLocked }: { settings: NotifySettings; isLocked: boolean }) {
  const { t } = useTranslation(["notify", "common"]);
  const { endpoints, duties, templates } = settings;
  const [form] = Form.useForm<NewEndpoint>();
  const kind = Form.useWatch("kind", form) ?? "dingtalk";
  const [tried, setTried] = useState<Record<number, Tried>>({});
  const add = useWrite({
    run: addEndpoint,
    done: t("endpoints.added"),
    touches: TOUCHES,
    after: () => form.resetFields(),
  });
  const remove = useWrite({ run: removeEndpoint, done: t("endpoints.removed"), touches: TOUCHES });
  const test = useWrite({
    run: testEndpoint,
    touches: [],
    after: (answer, id) => setTried((now) => ({ ...now, [id]: answer })),
  });
  return (
    <section className={styles["part"]} aria-label={t("endpoints.title")}>
      <h2>{t("endpoints.title")}</h2>
      {endpoints.length === 0 && <p>{t("endpoints.empty")}</p>}
      <ul className={styles["list"]}>
        {endpoints.map(({ id, name, kind: of }) => (
          <li key={id}>
            <b>{name}</b>
            <span>{t(`kind.${of}`)}</span>
            {tried[id] && <span role="status">{t(`tried.${tried[id].state}`, { code: tried[id].code })}</span>}
            {!isLocked && (
              <span className={styles["steps"]}>
                <Button size="small" loading={test.isPending && test.variables === id} onClick={() => test.mutate(id)}>
                  {t("endpoints.test")}
                </Button>
                <Confirm
                  title={t("endpoints.removeAsk", { name })}
                  description={t("endpoints.removeNext", {
                    duties: duties.filter((one) => one.endpoint_id === id).length,
                    templates: templates.filter((one) => one.endpoint_id === id).length,
                  })}
                  okText={t("common:action.remove")}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => remove.mutate(id)}
                >
                  <Button size="small" danger loading={remove.isPending && remove.variables === id}>
                    {t("common:action.remove")}
                  </Button>
                </Confirm>
              </span>
            )}
          </li>
        ))}
      </ul>
      {!isLocked && (
        <Form<NewEndpoint>
          form={form}
          layout="vertical"
          className={styles["form"]}
          initialValues={{ kind: "dingtalk", secret: "" }}
          onFinish={(given) => add.mutate({ ...given, options: filled(given.options) })}
        >
          <Form.Item name="kind" label={t("kind.label")}>
            <Select
              onChange={(value) => form.setFieldsValue({ url: addressOf(value) })}
              options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="name" label={t("endpoints.name")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
          <EndpointFields kind={kind} />
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            {t("endpoints.add")}
          </Button>
        </Form>
      )}
    </section>
  );
}
