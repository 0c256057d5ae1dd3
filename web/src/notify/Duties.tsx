/** Who is on call, by which endpoint, from which severity. */
import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type Duty, type NotifySettings, saveDuties } from "@/api/notify";
import styles from "@/notify/Notify.module.css";
import { useWrite } from "@/ui/useWrite";

const SEVERITIES = ["info", "warning", "urgent"] as const;
const ALWAYS = { shop_ids: [], channels: [], weekdays: [1, 2, 3, 4, 5, 6, 7], from_minute: 0, until_minute: 0 };
type Given = Pick<Duty, "person" | "endpoint_id" | "severity">;

export function Duties({ settings, isLocked }: { settings: NotifySettings; isLocked: boolean }) {
  const { t } = useTranslation(["notify", "common"]);
  const [form] = Form.useForm<Given>();
  const { duties, endpoints } = settings;
  const save = useWrite({
    run: saveDuties,
    done: t("duties.saved"),
    touches: [["notify"]],
    after: () => form.resetFields(),
  });
  return (
    <section className={styles["part"]} aria-label={t("duties.title")}>
      <h2>{t("duties.title")}</h2>
      {duties.length === 0 && <p>{t("duties.empty")}</p>}
      <ul className={styles["list"]}>
        {duties.map((duty) => (
          <li key={JSON.stringify(duty)}>
            <b>{duty.person}</b>
            <span>{endpoints.find((one) => one.id === duty.endpoint_id)?.name}</span>
            <span>{t(`severity.${duty.severity ?? "warning"}`)}</span>
            {!isLocked && (
              <Button size="small" danger onClick={() => save.mutate(duties.filter((one) => one !== duty))}>
                {t("common:action.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!isLocked && endpoints.length > 0 && (
        <Form<Given>
          form={form}
          layout="vertical"
          initialValues={{ severity: "warning" }}
          onFinish={(given) => save.mutate([...duties, { ...ALWAYS, ...given }])}
        >
          <Form.Item name="person" label={t("duties.person")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="endpoint_id" label={t("duties.endpoint")} rules={[{ required: true }]}>
            <Select options={endpoints.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <Form.Item name="severity" label={t("duties.severity")}>
            <Select options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))} />
          </Form.Item>
          <Button htmlType="submit" loading={save.isPending}>
            {t("duties.add")}
          </Button>
        </Form>
      )}
    </section>
  );
}
