/** One more person on call: by what, for which shops, channels, days and hours. */
import { Button, Checkbox, Form, Input, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Duty, Endpoint } from "@/api/notify";
import { channelsQuery, shopsQuery } from "@/api/shops";
import { DAYS, minutes } from "@/notify/hours";
import styles from "@/notify/Notify.module.css";

const SEVERITIES = ["info", "warning", "urgent"] as const;
const ALWAYS = { severity: "warning", shop_ids: [], channels: [], weekdays: [...DAYS], from: "00:00", until: "00:00" };

type Given = Omit<Duty, "from_minute" | "until_minute"> & { from: string; until: string };

interface DutyFormProps {
  endpoints: readonly Endpoint[];
  isSaving: boolean;
  onAdd(duty: Duty, after: () => void): void;
}

export function DutyForm({ endpoints, isSaving, onAdd }: DutyFormProps) {
  const { t } = useTranslation("notify");
  const [form] = Form.useForm<Given>();
  const shops = useQuery(shopsQuery).data ?? [];
  const channels = useQuery(channelsQuery).data ?? [];
  const finish = ({ from, until, ...given }: Given) =>
    onAdd({ ...given, from_minute: minutes(from), until_minute: minutes(until) }, () => form.resetFields());
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      className={styles["form"]}
      initialValues={{ ...ALWAYS }}
      onFinish={finish}
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
      <Form.Item name="shop_ids" label={t("duties.shops")}>
        <Select
          mode="multiple"
          placeholder={t("duties.all")}
          optionFilterProp="label"
          options={shops.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="channels" label={t("duties.channels")}>
        <Select
          mode="multiple"
          placeholder={t("duties.all")}
          options={channels.map(({ code, label }) => ({ value: code, label }))}
        />
      </Form.Item>
      <Form.Item name="from" label={t("duties.from")} rules={[{ required: true }]} extra={t("duties.hoursHint")}>
        <Input type="time" />
      </Form.Item>
      <Form.Item name="until" label={t("duties.until")} rules={[{ required: true }]}>
        <Input type="time" />
      </Form.Item>
      <Form.Item name="weekdays" className={styles["wide"] ?? ""} label={t("duties.weekdays")} rules={[{ required: true }]}>
        <Checkbox.Group options={DAYS.map((value) => ({ value, label: t(`weekday.${value}`) }))} />
      </Form.Item>
      <Button htmlType="submit" loading={isSaving}>
        {t("duties.add")}
      </Button>
    </Form>
  );
}
