/** What ECharts draws of a series: pure, so that it can be looked at without a browser. */
import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "@/health/Chart";
import type { Point, Series } from "@/api/health";
import { shortInstant } from "@/ui/time";

/** Colours of percentiles that also differ in brightness, each line with its own shape. */
const SHAPES = { p50_ms: "solid", p95_ms: "dashed", p99_ms: "dotted" } as const;

function axes(palette: Palette) {
  const axisLabel = { color: palette.text };
  const splitLine = { lineStyle: { color: palette.line } };
  return { axisLabel, splitLine, axisLine: { lineStyle: { color: palette.line } } };
}

function frame(palette: Palette, series: Series) {
  return {
    grid: { left: 54, right: 16, top: 24, bottom: 26 },
    tooltip: {
      trigger: "axis",
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text },
    },
    xAxis: {
      type: "time",
      min: Date.parse(series.since),
      max: Date.parse(series.until),
      ...axes(palette),
      axisLabel: { color: palette.text, hideOverlap: true, formatter: (ms: number) => clock(new Date(ms).toISOString()) },
      axisPointer: { label: { formatter: ({ value }: { value: number }) => shortInstant(new Date(value).toISOString()) } },
    },
  };
}

/** The business runs on China time, whatever the browser's zone: `12:05`. */
const clock = (at: string) => shortInstant(at).slice(-5);

const time = (point: Point) => Date.parse(point.at);

export function rateOption(series: Series, palette: Palette): EChartsCoreOption {
  return {
    ...frame(palette, series),
    yAxis: { type: "value", min: 0, max: 100, ...axes(palette) },
    series: [
      {
        type: "line",
        name: "%",
        showSymbol: series.points.length < 3,
        areaStyle: { opacity: 0.12 },
        color: palette.ok,
        data: series.points.map((point) => [time(point), Math.round((point.ok_rate ?? 0) * 1000) / 10]),
      },
    ],
  };
}

export function latencyOption(series: Series, palette: Palette): EChartsCoreOption {
  const colors = { p50_ms: palette.ok, p95_ms: palette.accent, p99_ms: palette.bad };
  return {
    ...frame(palette, series),
    legend: { right: 0, top: 0, itemHeight: 8, textStyle: { color: palette.text } },
    yAxis: { type: "value", min: 0, name: "ms", nameTextStyle: { color: palette.text }, ...axes(palette) },
    series: (["p50_ms", "p95_ms", "p99_ms"] as const).map((key) => ({
      type: "line",
      name: key.slice(0, 3),
      showSymbol: series.points.length < 3,
      color: colors[key],
      lineStyle: { type: SHAPES[key] },
      data: series.points.map((point) => [time(point), point[key]]),
    })),
  };
}

/** Codes that came up, the most frequent last, since ECharts draws from below. */
export function codesOf(series: Series): string[] {
  const sums = new Map<string, number>();
  for (const point of series.points)
    for (const [code, n] of Object.entries(point.codes)) sums.set(code, (sums.get(code) ?? 0) + n);
  return [...sums].toSorted((a, b) => a[1] - b[1]).map(([code]) => code);
}

export function codesOption(series: Series, names: (code: string) => string, palette: Palette): EChartsCoreOption {
  const codes = codesOf(series);
  const times = series.points.map((point) => point.at);
  const cells = series.points.flatMap((point, x) =>
    Object.entries(point.codes).map(([code, n]) => [x, codes.indexOf(code), n]),
  );
  const most = Math.max(1, ...cells.map((cell) => cell[2] ?? 0));
  return {
    grid: { left: 170, right: 16, top: 8, bottom: 26 },
    tooltip: { backgroundColor: palette.surface, borderColor: palette.line, textStyle: { color: palette.text } },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [palette.line, palette.warn, palette.bad] } },
    xAxis: { type: "category", data: times.map(clock), ...axes(palette), splitLine: { show: false } },
    yAxis: {
      type: "category",
      data: codes.map(names),
      ...axes(palette),
      axisLabel: { color: palette.text, width: 150, overflow: "truncate" },
      splitLine: { show: false },
    },
    series: [{ type: "heatmap", data: cells, label: { show: codes.length < 8 && times.length < 30 } }],
  };
}
