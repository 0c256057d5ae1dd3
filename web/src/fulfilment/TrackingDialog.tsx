/** The account at the tracking service: set up once, for the parcels of all shops. */
import { Form, Input, InputNumber } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type NewAccount, type Tracking, setUpTracking, trackingQuery } from "@/api/fulfilment";
import styles from "@/fulfilment/Route.module.css";
import { Answered } from "@/ui/Answered";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

export default function TrackingDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("fulfilment");
  const [form] = Form.useForm<NewAccount>();
  const query = useQuery(trackingQuery);
  const save = useWrite({
    run: setUpTracking,
    done: t("tracking.saved"),
    touches: [["fulfilment"]],
    after: onClose,
    refused: (problem) => form.setFields([{ name: "key", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={560}
      title={t("tracking.title")}
      okText={t("tracking.save")}
      okButtonProps={{ disabled: !query.data }}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={styles["account"]}>{t("tracking.lead")}</p>
      <Answered query={query}>
        {(found) => (
          <>
            {found.account && <Standing tracking={found} />}
            <Form<NewAccount> form={form} layout="vertical" initialValues={valuesOf(found)} onFinish={(it) => save.mutate(it)}>
              <Fields />
            </Form>
          </>
        )}
      </Answered>
    </Dialog>
  );
}

function valuesOf({ account, ingest_path }: Tracking): NewAccount {
  return {
    customer: account?.customer ?? "",
    key: "",
    base_url: account?.base_url ?? "https://poll.kuaidi100.com",
    callback_url: account?.callback_url ?? window.location.origin + ingest_path,
    daily_budget: account?.daily_budget ?? 2000,
    query_budget: account?.query_budget ?? 200,
  };
}

function Standing({ tracking: { account, counts } }: { tracking: Tracking }) {
  const { t } = useTranslation("fulfilment");
  if (!account) return null;
  return (
    <p className={styles["account"]}>
      {t("tracking.used", { used: account.used_today, of: account.daily_budget })}
      {` · ${t("tracking.queried", { used: account.queried_today, of: account.query_budget })}`}
      {(["subscribed", "wanted", "ended", "given_up"] as const).map(
        (state) => ` · ${t(`tracked.${state}`)} ${counts[state] ?? 0}`,
      )}
    </p>
  );
}

function Fields() {
  const { t } = useTranslation("fulfilment");
  const needed = [{ required: true, message: t("tracking.needed") }];
  return (
    <>
      <Form.Item name="customer" label={t("tracking.customer")} rules={needed}>
        <Input autoFocus maxLength={100} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="key" label={t("tracking.key")} extra={t("tracking.keyHint")} rules={needed}>
        <Input.Password maxLength={200} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="callback_url" label={t("tracking.callback")} extra={t("tracking.callbackHint")} rules={needed}>
        <Input maxLength={500} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="base_url" label={t("tracking.baseUrl")} rules={needed}>
        <Input maxLength={500} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="daily_budget" label={t("tracking.budget")} extra={t("tracking.budgetHint")} rules={needed}>
        <InputNumber min={1} max={10_000_000} />
      </Form.Item>
      <Form.Item name="query_budget" label={t("tracking.queryBudget")} extra={t("tracking.queryBudgetHint")} rules={needed}>
        <InputNumber min={0} max={10_000_000} />
      </Form.Item>
    </>
  );
}
