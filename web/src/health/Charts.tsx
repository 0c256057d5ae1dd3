/** Calls over time: how many went well, how long they took, which codes came when. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Series, type SeriesOf, seriesQuery } from "@/api/health";
import { Chart, type Palette } from "@/health/Chart";
import { duration, rate, shortCode } from "@/health/figures";
import styles from "@/health/Health.module.css";
import { codesOf, codesOption, latencyOption, rateOption } from "@/health/options";
import { Answered } from "@/ui/Answered";
import { count } from "@/ui/money";
import { Notice } from "@/ui/Notice";
import { When } from "@/ui/Time";
import { shortInstant } from "@/ui/time";

export default function Charts({ of, isNarrow = false }: { of: SeriesOf; isNarrow?: boolean }) {
  const { t } = useTranslation(["health", "common"]);
  const query = useQuery(seriesQuery(of));
  return (
    <Answered query={query} what={t("pane.charts")}>
      {(series) =>
        series.points.length === 0 ? (
          <Notice title={t("silent.title")} text={t("silent.next")} />
        ) : (
          <div className={styles[isNarrow ? "stack" : "charts"]} {...(!isNarrow && { tabIndex: 0, role: "group" })}>
            <Rates series={series} />
            <Latencies series={series} />
            <Codes series={series} />
          </div>
        )
      }
    </Answered>
  );
}

function Rates({ series }: { series: Series }) {
  const { t } = useTranslation("health");
  const option = useCallback((palette: Palette) => rateOption(series, palette), [series]);
  const ok = series.points.reduce((sum, point) => sum + point.ok + point.refused, 0);
  const calls = series.points.reduce((sum, point) => sum + point.calls, 0);
  const worst = series.points.reduce((a, b) => ((b.ok_rate ?? 1) < (a.ok_rate ?? 1) ? b : a));
  const title =
    ok === calls
      ? t("chart.allGood", { count: calls })
      : t("chart.rate", {
          rate: rate(ok / calls),
          worst: rate(worst.ok_rate),
          at: shortInstant(worst.at),
        });
  return (
    <Chart
      title={title}
      option={option}
      head={[t("column.at"), t("column.rate"), t("column.calls")]}
      rows={series.points.map((point) => [
        <When key="at" at={point.at} />,
        rate(point.ok_rate),
        count(point.calls),
      ])}
    />
  );
}

function Latencies({ series }: { series: Series }) {
  const { t } = useTranslation("health");
  const option = useCallback((palette: Palette) => latencyOption(series, palette), [series]);
  const slowest = series.points.reduce((a, b) => ((b.p95_ms ?? 0) > (a.p95_ms ?? 0) ? b : a));
  return (
    <Chart
      title={t("chart.latency", { p95: duration(slowest.p95_ms), at: shortInstant(slowest.at) })}
      option={option}
      head={[t("column.at"), "p50", "p95", "p99"]}
      rows={series.points.map((point) => [
        <When key="at" at={point.at} />,
        duration(point.p50_ms),
        duration(point.p95_ms),
        duration(point.p99_ms),
      ])}
    />
  );
}

function Codes({ series }: { series: Series }) {
  const { t } = useTranslation("health");
  const option = useCallback((palette: Palette) => codesOption(series, shortCode, palette), [series]);
  const codes = codesOf(series);
  const top = codes.at(-1);
  if (top === undefined) return <Notice title={t("noErrors.title")} text={t("noErrors.next")} />;
  const rows = series.points.flatMap((point) =>
    Object.entries(point.codes).map(([code, n]) => [<When key="at" at={point.at} />, <code key="code">{code}</code>, count(n)]),
  );
  return (
    <Chart
      title={t("chart.codes", { count: codes.length, code: shortCode(top) })}
      option={option}
      head={[t("column.at"), t("column.codes"), t("column.times")]}
      rows={rows}
    />
  );
}
