/** The condition in blocks (react-querybuilder), in the console's own controls. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ActionProps,
  type Field,
  type FullOption,
  QueryBuilder,
  type RuleGroupType,
  type SelectorOrEditorProps,
  type ValueEditorProps,
} from "react-querybuilder";
import type { Variable } from "@/api/listeners";
import { usePreferences } from "@/app/preferences";
import { NO_BLOCKS, blocksOf, celOf } from "@/listeners/condition";
import styles from "@/listeners/Listeners.module.css";
import { operatorsOf, pathOf } from "@/listeners/paths";

interface BlockBuilderProps {
  when: string;
  variables: readonly Variable[];
  isLocked: boolean;
  onChange(when: string): void;
}

interface ChooseProps extends Omit<SelectorOrEditorProps, "value" | "handleOnChange"> {
  value?: string;
  options: unknown[];
  handleOnChange(value: string): void;
}

const CONTROLS = {
  fieldSelector: Choose,
  operatorSelector: Choose,
  combinatorSelector: Choose,
  valueEditor: Value,
  addRuleAction: Add,
  addGroupAction: Add,
  removeRuleAction: Remove,
  removeGroupAction: Remove,
};

export default function BlockBuilder({ when, variables, isLocked, onChange }: BlockBuilderProps) {
  const { t } = useTranslation("listeners");
  const { language } = usePreferences();
  const types = useMemo(() => new Map(variables.map((one) => [pathOf(one), one.type])), [variables]);
  const [blocks, setBlocks] = useState<RuleGroupType>(() => blocksOf(when, types) ?? NO_BLOCKS);
  const fields = useMemo<Field[]>(
    () =>
      variables
        .filter((one) => operatorsOf(one.type).length > 0)
        .map((one) => ({
          name: pathOf(one),
          value: pathOf(one),
          label: language === "en" ? one.label_en : one.label_zh,
          inputType: one.type,
          defaultValue: one.type === "boolean" ? true : "",
        })),
    [variables, language],
  );
  return (
    <div className={styles["blocks"]}>
      <QueryBuilder
        fields={fields}
        query={blocks}
        disabled={isLocked}
        controlElements={CONTROLS}
        combinators={[
          { name: "and", value: "and", label: t("combine.and") },
          { name: "or", value: "or", label: t("combine.or") },
        ]}
        getOperators={(field) =>
          operatorsOf(types.get(field) ?? "text").map((name) => ({ name, value: name, label: t(`operator.${name as "="}`) }))
        }
        translations={{
          fields: { title: t("block.field") },
          operators: { title: t("block.operator") },
          value: { title: t("block.value") },
          combinators: { title: t("block.combine") },
          addRule: { label: t("block.add"), title: t("block.add") },
          addGroup: { label: t("block.addGroup"), title: t("block.addGroup") },
          removeRule: { label: "", title: t("block.remove") },
          removeGroup: { label: "", title: t("block.removeGroup") },
        }}
        onQueryChange={(next) => {
          setBlocks(next);
          const said = celOf(next, types);
          if (said !== when) onChange(said);
        }}
      />
    </div>
  );
}

function Choose({ value, options, handleOnChange, disabled, title }: ChooseProps) {
  return (
    <Select
      className={styles["chooser"] ?? ""}
      aria-label={title ?? ""}
      showSearch={options.length > 8}
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      disabled={disabled ?? false}
      value={value ?? null}
      options={(options as FullOption[]).map((one) => ({ value: one.value ?? one.name, label: one.label }))}
      onChange={(next: string) => handleOnChange(next)}
    />
  );
}

function Value({ value, handleOnChange, disabled, title, inputType }: ValueEditorProps) {
  const { t } = useTranslation("listeners");
  const name = title ?? "";
  const isOff = disabled ?? false;
  if (inputType === "boolean") {
    return (
      <Select
        aria-label={name}
        disabled={isOff}
        value={value === true || value === "true"}
        options={[
          { value: true, label: t("yes") },
          { value: false, label: t("no") },
        ]}
        onChange={handleOnChange}
      />
    );
  }
  if (inputType === "number" || inputType === "integer") {
    const number = value === "" || value === undefined ? null : Number(value);
    return (
      <InputNumber aria-label={name} disabled={isOff} value={number} {...(inputType === "integer" && { precision: 0 })} onChange={(next) => handleOnChange(next ?? 0)} />
    );
  }
  return (
    <Input
      className={styles["value"] ?? ""}
      aria-label={name}
      disabled={isOff}
      value={String(value ?? "")}
      onChange={(event) => handleOnChange(event.target.value)}
    />
  );
}

function Add({ label, title, handleOnClick, disabled }: ActionProps) {
  return (
    <Button size="small" type="text" icon={<PlusOutlined />} title={title ?? ""} disabled={disabled ?? false} onClick={(event) => handleOnClick(event)}>
      {label}
    </Button>
  );
}

function Remove({ title, handleOnClick, disabled }: ActionProps) {
  return (
    <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={title ?? ""} disabled={disabled ?? false} onClick={(event) => handleOnClick(event)} />
  );
}
