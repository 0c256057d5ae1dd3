/** One rule: its name, its condition, and what follows from it. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Fault, RuleDraft } from "@/api/rules";
import { usePreferences } from "@/app/preferences";
import { useTagChoices } from "@/orders/useTagChoices";
import { PRIORITIES } from "@/orders/words";
import { RuleGift } from "@/rules/RuleGift";
import styles from "@/rules/Rules.module.css";

interface RuleCardProps {
  rule: RuleDraft;
  position: { at: number; of: number };
  faults: readonly Fault[];
  failures: number;
  isLocked: boolean;
  onChange(change: Partial<RuleDraft>): void;
  onMove(to: number): void;
  onRemove(): void;
}

export function RuleCard({ rule, position, faults, failures, isLocked, onChange, onMove, onRemove }: RuleCardProps) {
  const { t } = useTranslation(["rules", "common"]);
  const { language } = usePreferences();
  const nameKey = language === "en" ? "name_en" : "name_zh";
  const name = rule[nameKey];
  return (
    <article className={styles["card"]} data-off={!rule.enabled} data-bad={faults.length > 0} aria-label={name}>
      <header>
        <span className={styles["nth"]}>{position.at + 1}</span>
        <Input
          variant="borderless"
          className={styles["title"] ?? ""}
          disabled={isLocked}
          aria-label={t("name")}
          value={name}
          onChange={(event) => onChange({ [nameKey]: event.target.value })}
        />
        <Switch
          size="small"
          disabled={isLocked}
          checked={rule.enabled}
          aria-label={`${t("enabled")} ${name}`}
          onChange={(enabled) => onChange({ enabled })}
        />
        {!isLocked && (
          <>
            <Button
              type="text"
              size="small"
              icon={<ArrowUpOutlined />}
              aria-label={`${t("up")} ${name}`}
              disabled={position.at === 0}
              onClick={() => onMove(position.at - 1)}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowDownOutlined />}
              aria-label={`${t("down")} ${name}`}
              disabled={position.at === position.of - 1}
              onClick={() => onMove(position.at + 1)}
            />
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t("common:action.remove")} ${name}`} onClick={onRemove} />
          </>
        )}
      </header>
      <Input.TextArea
        className={styles["when"] ?? ""}
        autoSize={{ minRows: 1, maxRows: 10 }}
        disabled={isLocked}
        spellCheck={false}
        aria-label={`${t("when")} ${name}`}
        aria-invalid={faults.length > 0}
        status={faults.length > 0 ? "error" : ""}
        value={rule.when}
        onChange={(event) => onChange({ when: event.target.value })}
      />
      {faults.map((fault) => (
        <p key={`${fault.line}:${fault.column} ${fault.detail}`} className={styles["fault"]} role="alert">
          {fault.line > 0 && t("faultAt", { line: fault.line, column: fault.column })} {fault.detail}
        </p>
      ))}
      {failures > 0 && <p className={styles["fault"]}>{t("failures", { count: failures })}</p>}
      <Consequences rule={rule} isLocked={isLocked} onChange={onChange} />
    </article>
  );
}

function Consequences({ rule, isLocked, onChange }: Pick<RuleCardProps, "rule" | "isLocked" | "onChange">) {
  const { t } = useTranslation(["rules", "orders"]);
  const chips = useTagChoices();
  return (
    <div className={styles["then"]}>
      <span>{t("then")}</span>
      <Select
        allowClear
        disabled={isLocked}
        aria-label={t("tag")}
        placeholder={t("noTag")}
        style={{ width: 150 }}
        value={rule.tag ?? null}
        options={chips.map((chip) => ({ value: chip.tag, label: chip.label }))}
        onChange={(tag: string | null) => onChange({ tag: tag ?? null })}
      />
      <Select
        disabled={isLocked}
        aria-label={t("priority")}
        style={{ width: 120 }}
        value={String(rule.priority) as (typeof PRIORITIES)[number]}
        options={PRIORITIES.map((level) => ({ value: level, label: t(`orders:priority.${level}`) }))}
        onChange={(level) => onChange({ priority: Number(level) })}
      />
      <Select
        allowClear
        disabled={isLocked}
        aria-label={t("review")}
        placeholder={t("noReview")}
        style={{ width: 150 }}
        value={rule.review ?? null}
        options={(["approve", "hold"] as const).map((verdict) => ({ value: verdict, label: t(`verdict.${verdict}`) }))}
        onChange={(review: "approve" | "hold" | null) => onChange({ review: review ?? null })}
      />
      <RuleGift gift={rule.gift ?? null} isLocked={isLocked} onChange={(gift) => onChange({ gift })} />
    </div>
  );
}
