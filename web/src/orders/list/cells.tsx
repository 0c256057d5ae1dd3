/** The cells of an order row. */
import {
  AlertOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  CloudSyncOutlined,
  HomeOutlined,
  InboxOutlined,
  PauseCircleOutlined,
  RollbackOutlined,
  StopOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Flag, OrderRow, SellerFlag as SellerColor, ShipByState, Stage, TagChip } from "@/api/types";
import styles from "@/orders/list/cells.module.css";
import { fitting } from "@/orders/list/fitting";
import { tagColor } from "@/orders/list/tagColor";
import { useTagChoices } from "@/orders/useTagChoices";
import { instant, shortInstant, timeLeft } from "@/ui/time";
import { useMinute } from "@/ui/useMinute";

export function StageWord({ stage }: { stage: Stage }) {
  const { t } = useTranslation("orders");
  return (
    <span className={styles["stage"]} data-stage={stage}>
      <i aria-hidden="true" />
      {t(`stage.${stage}`)}
    </span>
  );
}

/** A fulfilment or after-sale status in words. */
export function StatusWord({ code }: { code: string }) {
  const { t } = useTranslation("orders");
  return t(`status.${code as "none"}`, { defaultValue: code });
}

const FLAG_ICONS: Record<Flag, ComponentType> = {
  late: ClockCircleOutlined,
  late_soon: ClockCircleOutlined,
  short: InboxOutlined,
  exception: AlertOutlined,
  held: PauseCircleOutlined,
  channel_held: StopOutlined,
  refunding: RollbackOutlined,
  at_warehouse: HomeOutlined,
  untold: CloudSyncOutlined,
  presale_held: CalendarOutlined,
};

interface FlagChipProps {
  flag: Flag;
  title?: string | undefined;
  /** What it says instead of its name. */
  word?: ReactNode;
}

export function FlagChip({ flag, title, word }: FlagChipProps) {
  const { t } = useTranslation("orders");
  const Icon = FLAG_ICONS[flag];
  return (
    <span className={styles["flag"]} data-flag={flag} title={title}>
      <Icon />
      {word ?? t(`flag.${flag}`)}
    </span>
  );
}

/** Until when a presale waits, or for what. */
export function PresaleWait({ row }: { row: Pick<OrderRow, "ship_from"> }) {
  const { t } = useTranslation("orders");
  if (!row.ship_from) return t("presaleWait.balance");
  return <time dateTime={row.ship_from} title={instant(row.ship_from)}>{t("presaleWait.date", { at: shortInstant(row.ship_from).slice(0, -" 00:00".length) })}</time>;
}

export function TagLabel({ chip }: { chip: TagChip }) {
  const known = useTagChoices().find((one) => one.tag === chip.tag);
  return (
    <span className={styles["tag"]} style={{ "--tag": tagColor(known?.color ?? chip.color) }}>
      {known?.label ?? chip.label}
    </span>
  );
}

/** Pixels a tag cell offers. */
const TAG_ROOM = 144;

export function Tags({ chips }: { chips: readonly TagChip[] }) {
  const choices = useTagChoices();
  const order = choices.map((one) => one.tag);
  const rank = (chip: TagChip) => (order.includes(chip.tag) ? order.indexOf(chip.tag) : order.length);
  const sorted = chips.toSorted((a, b) => rank(a) - rank(b));
  const labels = sorted.map((chip) => choices.find((one) => one.tag === chip.tag)?.label ?? chip.label);
  const shown = fitting(labels, TAG_ROOM);
  return (
    <span className={styles["tags"]} title={labels.join(" · ")}>
      {sorted.slice(0, shown).map((chip) => (
        <TagLabel key={chip.tag} chip={chip} />
      ))}
      {shown < sorted.length && <small className={styles["quiet"]}>+{sorted.length - shown}</small>}
    </span>
  );
}

export function ShipBy({ by, state }: { by: string | null; state: ShipByState }) {
  const { t } = useTranslation("orders");
  const now = useMinute();
  if (!by || !state) return <span className={styles["quiet"]}>–</span>;
  return (
    <time className={styles["clock"]} data-state={state} dateTime={by} title={t("shipBy", { at: instant(by) })}>
      {state === "late" && <ClockCircleOutlined />}
      {timeLeft(by, now)}
    </time>
  );
}

export function Priority({ level }: { level: number }) {
  const { t } = useTranslation("orders");
  if (level <= 0) return null;
  const word = t(`priority.${String(Math.min(level, 3)) as "1"}`);
  return (
    <span className={styles["priority"]} data-level={Math.min(level, 3)} title={word}>
      <span aria-hidden="true">{"!".repeat(Math.min(level, 3))}</span>
      <span className="visually-hidden">{word}</span>
    </span>
  );
}

export function SellerFlag({ color }: { color: SellerColor | null }) {
  const { t } = useTranslation("orders");
  if (!color) return null;
  const word = t(`sellerFlag.${color}`);
  return (
    <span className={styles["pennant"]} style={{ color: tagColor(color) }} title={word} role="img" aria-label={word}>
      ⚑
    </span>
  );
}

export function Recipient({ row }: { row: OrderRow }) {
  const { people } = row;
  const place = [row.province, row.city === row.province ? null : row.city].filter(Boolean).join(" ");
  return (
    <>
      <span className={styles["line"]} title={people.recipient_address ?? undefined}>
        {people.recipient_name ?? "–"} <span className={styles["quiet"]}>{people.recipient_phone}</span>
      </span>
      <span className={styles["second"]}>{place}</span>
    </>
  );
}
