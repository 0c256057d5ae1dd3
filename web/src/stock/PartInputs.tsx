/** An allocation: all, a share, or a fixed number; and what is kept back. */
import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Mode, Part } from "@/api/stock";

const MODES: readonly Mode[] = ["pool", "share", "fixed"];

interface PartInputsProps {
  part: Part;
  disabled?: boolean;
  onChange(part: Part): void;
}

export function PartInputs({ part, disabled = false, onChange }: PartInputsProps) {
  const { t } = useTranslation("stock");
  return (
    <>
      <Select<Mode>
        size="small"
        aria-label={t("part.mode")}
        style={{ width: 104 }}
        disabled={disabled}
        value={part.mode}
        options={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
        onChange={(mode) => onChange({ ...part, mode, amount: mode === "share" ? Math.min(part.amount || 100, 100) : part.amount })}
      />
      {part.mode !== "pool" && (
        <InputNumber
          size="small"
          aria-label={t(part.mode === "share" ? "part.percent" : "part.units")}
          min={0}
          {...(part.mode === "share" && { max: 100 })}
          precision={0}
          style={{ width: 76 }}
          disabled={disabled}
          value={part.amount}
          onChange={(amount) => onChange({ ...part, amount: amount ?? 0 })}
        />
      )}
      <span>{t("part.safety")}</span>
      <InputNumber
        size="small"
        aria-label={t("part.safety")}
        min={0}
        precision={0}
        style={{ width: 70 }}
        disabled={disabled}
        value={part.safety}
        onChange={(safety) => onChange({ ...part, safety: safety ?? 0 })}
      />
    </>
  );
}
