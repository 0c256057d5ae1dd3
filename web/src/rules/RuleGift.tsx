/** What a rule gives for nothing: our SKU, how many, to how many orders, and what happens out of stock. */
import { DeleteOutlined, GiftOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type Gift, NO_GIFT } from "@/rules/ruleDraft";
import styles from "@/rules/Rules.module.css";
import { SkuInput } from "@/stock/SkuInput";

interface RuleGiftProps {
  gift: Gift | null;
  isLocked: boolean;
  onChange(gift: Gift | null): void;
}

export function RuleGift({ gift, isLocked, onChange }: RuleGiftProps) {
  const { t } = useTranslation(["rules", "common"]);
  if (!gift) {
    if (isLocked) return null;
    return (
      <Button size="small" type="text" icon={<GiftOutlined />} onClick={() => onChange(NO_GIFT)}>
        {t("gift.add")}
      </Button>
    );
  }
  const set = (change: Partial<Gift>) => onChange({ ...gift, ...change });
  return (
    <fieldset disabled={isLocked} className={styles["gift"]}>
      <GiftOutlined aria-hidden="true" />
      <SkuInput
        label={t("gift.sku")}
        style={{ width: 150 }}
        isDisabled={isLocked}
        value={gift.sku}
        onChange={(sku) => set({ sku })}
        onPick={(sku) => set({ sku: sku.code, title: sku.title })}
      />
      <Input
        aria-label={t("gift.title")}
        placeholder={t("gift.title")}
        style={{ width: 150 }}
        value={gift.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <InputNumber
        aria-label={t("gift.units")}
        prefix="×"
        min={1}
        max={100}
        precision={0}
        style={{ width: 76 }}
        value={gift.units}
        onChange={(units) => set({ units: units ?? 1 })}
      />
      <InputNumber
        aria-label={t("gift.first")}
        prefix={t("gift.firstOf")}
        min={0}
        max={1_000_000}
        precision={0}
        style={{ width: 130 }}
        value={gift.first || null}
        placeholder={t("gift.all")}
        onChange={(first) => set({ first: first ?? 0 })}
      />
      <Select
        aria-label={t("gift.short")}
        style={{ width: 150 }}
        value={gift.short}
        options={(["wait", "drop"] as const).map((word) => ({ value: word, label: t(`gift.${word}`) }))}
        onChange={(short) => set({ short })}
      />
      {!isLocked && (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t("gift.remove")}
          onClick={() => onChange(null)}
        />
      )}
      {!isLocked && <small className={styles["giftHint"]}>{t(gift.sku ? "gift.hint" : "gift.hintNoSku")}</small>}
    </fieldset>
  );
}
