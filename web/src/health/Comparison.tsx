/** Channels side by side, by the calls made (B10). */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import { type ChannelFigures, comparisonQuery, said } from "@/api/health";
import { type Shop, shopsQuery } from "@/api/shops";
import { duration, rate } from "@/health/figures";
import styles from "@/health/Health.module.css";
import { Answered } from "@/ui/Answered";
import { channelColor } from "@/ui/channelColor";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { lasting } from "@/ui/time";

const DAYS = ["1", "7", "30"] as const;

export default function Comparison() {
  const { t } = useTranslation(["health", "common"]);
  const [days, setDays] = useState<string>("7");
  const query = useQuery(comparisonQuery(Number(days)));
  const shops = useQuery(shopsQuery).data ?? [];
  return (
    <div className={styles["side"]}>
      <div className={styles["tools"]}>
        <Segments
          label={t("days.label")}
          value={days}
          options={DAYS.map((value) => ({ value, label: t("days.last", { count: Number(value) }) }))}
          onChange={setDays}
        />
        <span>{t("comparisonLead")}</span>
      </div>
      <Answered query={query} what={t("pane.comparison")}>
        {({ channels }) =>
          channels.length === 0 ? (
            <Notice title={t("silent.title")} text={t("silent.next")} />
          ) : (
            <DataTable
              label={t("pane.comparison")}
              rows={channels}
              rowKey={(row) => row.channel}
              columns={columns(t, shops)}
              density="comfortable"
            />
          )
        }
      </Answered>
    </div>
  );
}

/** The greatest lag among the channel's shops, in seconds. */
function lagOf(channel: string, shops: readonly Shop[]): number | null {
  const lags = shops.flatMap((shop) => (shop.channel === channel && shop.lag_s !== null ? [shop.lag_s] : []));
  return lags.length > 0 ? Math.max(...lags) : null;
}

function columns(t: TFunction<readonly ["health", "common"]>, shops: readonly Shop[]): Column<ChannelFigures>[] {
  const right = { align: "end" as const };
  return [
    {
      key: "channel",
      title: t("column.channel"),
      width: 150,
      frozen: true,
      cell: (row) => (
        <span className={styles["name"]}>
          <i aria-hidden="true" style={{ "--channel": channelColor(row.channel) }} />
          {row.label}
        </span>
      ),
    },
    { key: "rate", title: t("column.rate"), width: 90, ...right, cell: (row) => rate(row.ok_rate) },
    { key: "availability", title: t("column.availability"), width: 90, ...right, cell: (row) => rate(row.availability) },
    { key: "p50", title: "p50", width: 75, spare: 3, ...right, cell: (row) => duration(row.p50_ms) },
    { key: "p95", title: "p95", width: 75, ...right, cell: (row) => duration(row.p95_ms) },
    { key: "p99", title: "p99", width: 75, spare: 2, ...right, cell: (row) => duration(row.p99_ms) },
    { key: "calls", title: t("column.calls"), width: 80, ...right, cell: (row) => count(row.calls) },
    { key: "incidents", title: t("column.incidents"), width: 75, spare: 1, ...right, cell: (row) => count(row.incidents) },
    { key: "down", title: t("column.down"), width: 95, ...right, cell: (row) => (row.down_s ? lasting(row.down_s) : "–") },
    {
      key: "lag",
      title: t("column.lag"),
      width: 90,
      ...right,
      cell: (row) => {
        const seconds = lagOf(row.channel, shops);
        return seconds === null ? "–" : lasting(seconds);
      },
    },
    {
      key: "every",
      title: t("column.every"),
      width: 95,
      spare: 4,
      ...right,
      cell: (row) => (row.poll_every_s === null ? t("pushed") : lasting(row.poll_every_s)),
    },
    { key: "fields", title: t("column.fields"), width: 75, spare: 6, ...right, cell: (row) => row.fields },
    { key: "capabilities", title: t("column.capabilities"), width: 75, spare: 5, ...right, cell: (row) => row.capabilities },
    {
      key: "worst",
      title: t("column.worst"),
      width: 220,
      grow: true,
      cell: ({ codes: [first] }) => (first ? `${said(first.means.what)} ×${count(first.n)}` : "–"),
    },
  ];
}
