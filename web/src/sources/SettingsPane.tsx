/** How a source is reached: where it pushes and by what proof, whether it is asked, its name. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Source, changeSource, removeSource, rotateSecret } from "@/api/sources";
import { PullForm } from "@/sources/PullForm";
import { SecretShown } from "@/sources/SourceDialog";
import styles from "@/sources/Sources.module.css";
import { Confirm } from "@/ui/Confirm";
import { CopyButton } from "@/ui/CopyButton";
import { useWrite } from "@/ui/useWrite";

interface SettingsPaneProps {
  source: Source;
  isManager: boolean;
  onGone(): void;
}

export function SettingsPane({ source, isManager, onGone }: SettingsPaneProps) {
  const { t } = useTranslation("sources");
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useWrite({ run: rotateSecret, touches: [["sources"]], after: (made) => setSecret(made.secret) });
  const address = `${location.origin}${source.push_path}`;
  return (
    <>
      <section className={styles["section"]}>
        <h2>{t("push.title")}</h2>
        <p className={styles["quiet"]}>{t("push.lead")}</p>
        <dl className={styles["facts"]}>
          <dt>{t("push.address")}</dt>
          <dd>
            <code>POST {address}</code> <CopyButton text={address} />
          </dd>
          <dt>{t("push.proof")}</dt>
          <dd>
            <code>Authorization: Bearer ohk_…</code> {t("push.key")}
            <br />
            <code>webhook-signature</code> {t("push.standard")}
            <br />
            <code>X-Hub-Signature-256: sha256=…</code> {t("push.plain")}
          </dd>
        </dl>
        {isManager && (
          <Confirm title={t("rotateAsk")} okText={t("rotate")} onConfirm={() => rotate.mutate(source.id)}>
            <Button loading={rotate.isPending}>{t("rotate")}</Button>
          </Confirm>
        )}
      </section>
      <PullForm key={source.pull?.host ?? ""} source={source} isManager={isManager} />
      {isManager && <Named source={source} onGone={onGone} />}
      {secret && <SecretShown secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

function Named({ source, onGone }: { source: Source; onGone(): void }) {
  const { t } = useTranslation(["sources", "common"]);
  const save = useWrite({
    run: (said: { name: string; warehouse: string }) => changeSource(source.id, said),
    done: t("saved"),
    touches: [["sources"]],
  });
  const remove = useWrite({ run: removeSource, done: t("removed"), touches: [["sources"]], after: onGone });
  return (
    <section className={styles["section"]}>
      <h2>{t("form.title")}</h2>
      <Form
        layout="inline"
        initialValues={{ name: source.name, warehouse: source.warehouse }}
        onFinish={(said: { name: string; warehouse?: string }) => save.mutate({ name: said.name, warehouse: said.warehouse ?? "" })}
      >
        <Form.Item name="name" label={t("form.name")} rules={[{ required: true, message: t("form.needed") }]}>
          <Input maxLength={60} />
        </Form.Item>
        {source.kind === "stock_counts" && (
          <Form.Item name="warehouse" label={t("form.warehouse")}>
            <Input maxLength={100} />
          </Form.Item>
        )}
        <Button htmlType="submit" loading={save.isPending}>
          {t("common:action.save")}
        </Button>
        <span style={{ flex: 1 }} />
        <Confirm title={t("removeAsk")} okText={t("common:action.remove")} onConfirm={() => remove.mutate(source.id)}>
          <Button danger loading={remove.isPending}>
            {t("common:action.remove")}
          </Button>
        </Confirm>
      </Form>
    </section>
  );
}
