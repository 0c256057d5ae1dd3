/** When: the events it listens to, the change of stage, the shops. */
import { Checkbox, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Spec } from "@/api/listeners";
import { shopsQuery } from "@/api/shops";
import type { Stage } from "@/api/types";
import styles from "@/listeners/Listeners.module.css";
import { EVENTS } from "@/listeners/draft";
import { STAGES } from "@/orders/words";

interface EventsPartProps {
  spec: Spec;
  isLocked: boolean;
  onChange(next: Partial<Spec>): void;
}

export function EventsPart({ spec, isLocked, onChange }: EventsPartProps) {
  const { t } = useTranslation(["listeners", "orders"]);
  const shops = useQuery(shopsQuery).data ?? [];
  const stages = STAGES.map((stage) => ({ value: stage, label: t(`orders:stage.${stage}`) }));
  const hasStages = spec.events.includes("order_changed") || spec.from_stages.length + spec.to_stages.length > 0;
  return (
    <fieldset className={styles["part"]} disabled={isLocked}>
      <legend>{t("part.when")}</legend>
      <Checkbox.Group
        className={styles["events"] ?? ""}
        aria-label={t("events")}
        disabled={isLocked}
        value={spec.events}
        options={EVENTS.map((event) => ({ value: event, label: t(`event.${event}`) }))}
        onChange={(events) => onChange({ events: EVENTS.filter((one) => events.includes(one)) })}
      />
      {hasStages && (
        <div className={styles["row"]}>
          {t("from")}
          <Several label={t("from")} blank={t("anyStage")} value={spec.from_stages} options={stages} isLocked={isLocked} onChange={(from_stages: Stage[]) => onChange({ from_stages })} />
          {t("to")}
          <Several label={t("to")} blank={t("anyStage")} value={spec.to_stages} options={stages} isLocked={isLocked} onChange={(to_stages: Stage[]) => onChange({ to_stages })} />
        </div>
      )}
      <div className={styles["row"]}>
        {t("shops")}
        <Several
          label={t("shops")}
          blank={t("allShops")}
          value={spec.shops}
          options={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          isLocked={isLocked}
          onChange={(chosen: number[]) => onChange({ shops: chosen })}
        />
      </div>
    </fieldset>
  );
}

interface SeveralProps<Value extends string | number> {
  label: string;
  blank: string;
  value: Value[];
  options: { value: Value; label: string }[];
  isLocked: boolean;
  onChange(value: Value[]): void;
}

/** Some of a list; none means all. */
function Several<Value extends string | number>({ label, blank, isLocked, ...rest }: SeveralProps<Value>) {
  return (
    <Select<Value[]>
      mode="multiple"
      allowClear
      optionFilterProp="label"
      className={styles["several"] ?? ""}
      aria-label={label}
      placeholder={blank}
      disabled={isLocked}
      {...rest}
    />
  );
}
