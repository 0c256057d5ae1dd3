/** When only urgent notices go. */
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type Quiet, saveQuiet } from "@/api/notify";
import { clock, minutes } from "@/notify/hours";
import styles from "@/notify/Notify.module.css";
import { useWrite } from "@/ui/useWrite";

interface Times {
  from: string;
  until: string;
}

export function QuietHours({ quiet, isLocked }: { quiet: Quiet; isLocked: boolean }) {
  const { t } = useTranslation(["notify", "common"]);
  const save = useWrite({ run: saveQuiet, done: t("quiet.saved"), touches: [["notify"]] });
  return (
    <section className={styles["part"]} aria-label={t("quiet.title")}>
      <h2>{t("quiet.title")}</h2>
      <p>{t("quiet.hint")}</p>
      <Form<Times>
        layout="inline"
        disabled={isLocked}
        initialValues={{ from: clock(quiet.from_minute), until: clock(quiet.until_minute) }}
        onFinish={({ from, until }) => save.mutate({ from_minute: minutes(from), until_minute: minutes(until) })}
      >
        <Form.Item name="from" label={t("quiet.from")} rules={[{ required: true }]}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="until" label={t("quiet.until")} rules={[{ required: true }]}>
          <Input type="time" />
        </Form.Item>
        <Button htmlType="submit" loading={save.isPending}>
          {t("common:action.save")}
        </Button>
      </Form>
    </section>
  );
}
