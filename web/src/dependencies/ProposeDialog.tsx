/** A change request, with what it would stop shown while it is typed. */
import { Form, Input, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { type Change, KINDS, type Kind, type Plan, dependenciesQuery, impactQuery, propose } from "@/api/dependencies";
import styles from "@/dependencies/Dependencies.module.css";
import { ImpactPart } from "@/dependencies/ImpactPart";
import { isAddress, planOf, subjectsOf } from "@/dependencies/plan";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { Failed } from "@/ui/Failed";
import { fieldOf, instantOf } from "@/ui/time";
import { useMinute } from "@/ui/useMinute";
import { useWrite } from "@/ui/useWrite";

interface Draft {
  kind: Kind;
  subject?: string;
  planned: string;
  plannedAt: string;
  reason: string;
}

export function ProposeDialog({ onClose }: { onClose(made: Change | null): void }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const [form] = Form.useForm<Draft>();
  const now = useMinute();
  const found = useQuery(dependenciesQuery).data;
  const kind = Form.useWatch("kind", form) ?? "egress_address";
  const plan = planOf(kind, Form.useWatch("subject", form), Form.useWatch("planned", form));
  const save = useWrite({
    run: ({ plannedAt, subject, ...draft }: Draft) =>
      propose({ ...draft, planned: draft.planned.trim(), subject: subject ?? "", planned_at: instantOf(plannedAt) }),
    done: t("propose.done"),
    touches: [["dependencies"]],
    after: onClose,
    refused: (problem) => form.setFields([{ name: "planned", errors: [explain(problem)] }]),
  });
  const isOurs = kind === "egress_address";
  return (
    <Dialog
      open
      width={560}
      title={t("propose.title")}
      okText={t("propose.submit")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={() => onClose(null)}
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{ kind: "egress_address", plannedAt: fieldOf(now) }}
        onFinish={(draft) => save.mutate(draft)}
      >
        <Form.Item name="kind" label={t("propose.kind")}>
          <Select
            options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={() => form.resetFields(["subject", "planned"])}
          />
        </Form.Item>
        {isOurs ? (
          <p className={styles["hint"]}>{t("propose.observed", { address: found?.egress.address ?? t("egress.unknown") })}</p>
        ) : (
          <Form.Item name="subject" label={t("propose.subject")} rules={[{ required: true, message: t("propose.needed") }]}>
            <Select options={subjectsOf(kind, found).map((value) => ({ value, label: value }))} />
          </Form.Item>
        )}
        <Form.Item
          name="planned"
          label={t("propose.planned")}
          extra={t(`propose.hint.${kind}`)}
          rules={[
            { required: true, whitespace: true, message: t("propose.needed") },
            { validator: (_, text: string) => (!isOurs || !text || isAddress(text.trim()) ? Promise.resolve() : Promise.reject(new Error(t("propose.notAddress")))) },
          ]}
        >
          <Input maxLength={260} autoComplete="off" />
        </Form.Item>
        {plan && <Preview plan={plan} />}
        <Form.Item name="plannedAt" label={t("propose.at")} rules={[{ required: true, message: t("propose.needed") }]}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="reason" label={t("propose.reason")} rules={[{ required: true, whitespace: true, message: t("propose.needed") }]}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}

function Preview({ plan }: { plan: Plan }) {
  const { t } = useTranslation("dependencies");
  const query = useQuery(impactQuery(useDeferredValue(plan)));
  if (query.error) return <Failed problem={query.error} onRetry={() => query.refetch()} />;
  if (!query.data) return null;
  return <ImpactPart impact={query.data} title={t("impact.preview")} />;
}
