/** What can be done with the ticked exceptions: take, hand over, wait, or their common remedy. */
import { AutoComplete, Button, Form, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type OrderException, type Step, exceptionGroupsQuery } from "@/api/exceptions";
import { usersQuery } from "@/api/people";
import { useMay, useSession } from "@/api/session";
import styles from "@/exceptions/Exceptions.module.css";
import type { Steps } from "@/exceptions/useSteps";
import { Dialog } from "@/ui/Dialog";

const HOURS = [4, 24, 72] as const;

interface StepBarProps {
  chosen: readonly OrderException[];
  steps: Steps;
  may(step: Step): boolean;
}

/** Remedies that every chosen exception has. */
export function common(chosen: readonly OrderException[]): Step[] {
  const [first, ...rest] = chosen;
  return first ? first.remedies.filter((step) => rest.every((row) => row.remedies.includes(step))) : [];
}

export function StepBar({ chosen, steps, may }: StepBarProps) {
  const { t } = useTranslation("exceptions");
  const [isAssigning, setAssigning] = useState(false);
  const ids = chosen.map((row) => row.id);
  if (ids.length === 0 || !may("take")) return null;
  return (
    <span className={styles["actions"]}>
      {t("selected", { count: ids.length })}
      {common(chosen).filter(may).map((step) => (
        <Button key={step} size="small" type="primary" loading={steps.isRunning} onClick={() => steps.run({ ids, step })}>
          {t(`step.${step}`)}
        </Button>
      ))}
      <Button size="small" onClick={() => steps.run({ ids, step: "take" })}>
        {t("step.take")}
      </Button>
      <Button size="small" onClick={() => setAssigning(true)}>
        {t("step.assign")}
      </Button>
      <Select
        size="small"
        aria-label={t("step.postpone")}
        placeholder={t("step.postpone")}
        value={null}
        popupMatchSelectWidth={false}
        options={HOURS.map((hours) => ({ value: hours, label: t("hours", { count: hours }) }))}
        onChange={(hours: number) =>
          steps.run({ ids, step: "postpone", until: new Date(Date.now() + hours * 3_600_000).toISOString() })
        }
      />
      {isAssigning && (
        <AssignDialog
          count={ids.length}
          onClose={() => setAssigning(false)}
          onAssign={(owner) => {
            steps.run({ ids, step: "assign", owner });
            setAssigning(false);
          }}
        />
      )}
    </span>
  );
}

interface Colleague {
  value: string;
  label: string;
}

/** Everybody, for who may see the users; else whoever has exceptions already. */
function useColleagues(): Colleague[] {
  const me = useSession()?.user.username ?? "";
  const users = useQuery({ ...usersQuery, enabled: useMay()("users.read") }).data;
  const owners = useQuery(exceptionGroupsQuery).data?.owners ?? {};
  if (users) return users.map(({ username, display_name }) => ({ value: username, label: `${display_name} (${username})` }));
  return [...new Set([me, ...Object.keys(owners)])].filter(Boolean).map((value) => ({ value, label: value }));
}

const isNamed = (typed: string, one: Colleague | undefined) => (one?.label ?? "").toLowerCase().includes(typed.toLowerCase());

interface AssignDialogProps {
  count: number;
  onClose(): void;
  onAssign(owner: string): void;
}

function AssignDialog({ count, onClose, onAssign }: AssignDialogProps) {
  const { t } = useTranslation("exceptions");
  const [form] = Form.useForm<{ owner: string }>();
  const colleagues = useColleagues();
  return (
    <Dialog open width={380} title={t("assignTitle", { count })} okText={t("step.assign")} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={({ owner }) => onAssign(owner.trim())}>
        <Form.Item name="owner" label={t("column.owner")} rules={[{ required: true, whitespace: true, message: t("assignNeeded") }]}>
          <AutoComplete autoFocus maxLength={80} options={colleagues} filterOption={isNamed} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
