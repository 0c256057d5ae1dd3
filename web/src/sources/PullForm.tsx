/** Whether and how the hub asks a source, and asking it at once. */
import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type PullWish, type Source, askNow, setPull, stopPull } from "@/api/sources";
import styles from "@/sources/Sources.module.css";
import { Confirm } from "@/ui/Confirm";
import { explain } from "@/ui/explain";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const STYLES = ["iso", "unix_s", "unix_ms", "local"] as const;
const TOUCHES = [["sources"]];
const EVERY_S = 60;

const blank = (text: string | null | undefined) => text?.trim() || null;

/** What stands in the form: of address and credential nothing comes back. */
function wishOf({ pull }: Source): PullWish {
  if (!pull) return { every_s: EVERY_S, since_param: "", since_style: "iso", cursor_param: "", cursor_path: "" };
  const { every_s, since_param, since_style, cursor_param, cursor_path } = pull;
  return { every_s, since_param, since_style, cursor_param, cursor_path };
}

export function PullForm({ source, isManager }: { source: Source; isManager: boolean }) {
  const { t } = useTranslation("sources");
  const [form] = Form.useForm<PullWish>();
  const { pull } = source;
  const save = useWrite({
    run: (wish: PullWish) => setPull(source.id, wish),
    done: t("saved"),
    touches: TOUCHES,
    refused: (problem) => form.setFields([{ name: "url", errors: [explain(problem)] }]),
  });
  return (
    <section className={styles["section"]}>
      <h2>{t("pull.title")}</h2>
      <p className={styles["quiet"]}>{pull ? <Stands source={source} /> : t("pull.lead")}</p>
      {isManager && (
        <Form<PullWish>
          form={form}
          layout="vertical"
          className={styles["grid"]}
          initialValues={wishOf(source)}
          onFinish={(wish) =>
            save.mutate({ ...wish, url: blank(wish.url), header: blank(wish.header), credential: blank(wish.credential) })
          }
        >
          <Form.Item
            name="url"
            label={t("pull.url")}
            className={styles["wide"] ?? ""}
            extra={pull ? t("pull.urlStays", { host: pull.host }) : t("pull.urlHint")}
            rules={pull ? [] : [{ required: true, message: t("form.needed") }]}
          >
            <Input maxLength={2000} placeholder="https://erp.example.com/open/outbound" autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Form.Item name="header" label={t("pull.header")}>
            <Input maxLength={60} placeholder="X-Erp-Token" spellCheck={false} />
          </Form.Item>
          <Form.Item name="credential" label={t("pull.credential")} extra={pull && t("pull.credentialStays")}>
            <Input.Password maxLength={2000} autoComplete="new-password" />
          </Form.Item>
          <Form.Item name="since_param" label={t("pull.since")} extra={t("pull.sinceHint")}>
            <Input maxLength={60} placeholder="modified_from" spellCheck={false} />
          </Form.Item>
          <Form.Item name="since_style" label={t("pull.style")}>
            <Select options={STYLES.map((value) => ({ value, label: t(`style.${value}`) }))} />
          </Form.Item>
          <Form.Item name="cursor_param" label={t("pull.cursor")} extra={t("pull.cursorHint")}>
            <Input maxLength={60} placeholder="after" spellCheck={false} />
          </Form.Item>
          <Form.Item name="cursor_path" label={t("pull.cursorPath")}>
            <Input maxLength={500} placeholder="data.next" spellCheck={false} />
          </Form.Item>
          <Form.Item name="every_s" label={t("pull.every")}>
            <InputNumber min={10} max={86_400} style={{ width: 120 }} />
          </Form.Item>
          <div className={styles["row"]}>
            <Button htmlType="submit" loading={save.isPending}>
              {t(pull ? "pull.save" : "pull.begin")}
            </Button>
            {pull && <Steps id={source.id} />}
          </div>
        </Form>
      )}
    </section>
  );
}

function Stands({ source }: { source: Source }) {
  const { t } = useTranslation("sources");
  const { pull } = source;
  if (!pull) return null;
  return (
    <>
      {t("pulled", { host: pull.host, count: pull.every_s })}
      {pull.failures > 0 && ` · ${t("pull.failures", { count: pull.failures })}`}
      {pull.since && (
        <>
          {" · "}
          {t("pull.readTo")} <When at={pull.since} />
        </>
      )}
    </>
  );
}

function Steps({ id }: { id: number }) {
  const { t } = useTranslation("sources");
  const { message } = App.useApp();
  const ask = useWrite({
    run: askNow,
    touches: TOUCHES,
    after: ({ outcome, code, ms, counts }) => {
      const taken = counts?.taken ?? 0;
      const aside = counts?.set_aside ?? 0;
      const words = t(`asked.${outcome}`, { code, ms, taken, aside });
      void (outcome === "ok" ? message.success(words) : message.error(words));
    },
  });
  const stop = useWrite({ run: stopPull, done: t("pull.stopped"), touches: TOUCHES });
  return (
    <>
      <Button loading={ask.isPending} onClick={() => ask.mutate(id)}>
        {t("pull.now")}
      </Button>
      <Confirm title={t("pull.stopAsk")} okText={t("pull.stop")} onConfirm={() => stop.mutate(id)}>
        <Button loading={stop.isPending}>{t("pull.stop")}</Button>
      </Confirm>
    </>
  );
}
