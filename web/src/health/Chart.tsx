/** One chart: a title that says what it shows, and the same figures as a table beside it. */
import { BarChart, GraphChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, init, use as install } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDark } from "@/app/preferences";
import styles from "@/health/Health.module.css";

install([BarChart, GraphChart, HeatmapChart, LineChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

export interface Palette {
  text: string;
  line: string;
  quiet: string;
  surface: string;
  accent: string;
  ok: string;
  warn: string;
  bad: string;
}

interface ChartProps {
  title: string;
  height?: number;
  option(palette: Palette): EChartsCoreOption;
  head: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}

function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: color("--text-2"),
    line: color("--line"),
    quiet: color("--text-3"),
    surface: color("--raised"),
    accent: color("--accent-text"),
    ok: color("--ok"),
    warn: color("--warn"),
    bad: color("--bad"),
  };
}

export function Chart(props: ChartProps) {
  const { t } = useTranslation("health");
  const [isTable, setTable] = useState(false);
  return (
    <figure className={styles["chart"]}>
      <figcaption>
        <span>{props.title}</span>
        <button type="button" className="bare" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {t(isTable ? "asChart" : "asTable")}
        </button>
      </figcaption>
      {isTable ? <PlainTable {...props} /> : <Canvas {...props} />}
    </figure>
  );
}

function Canvas({ title, height, option }: Pick<ChartProps, "title" | "height" | "option">) {
  const box = useRef<HTMLDivElement>(null);
  const isDark = useDark();
  useEffect(() => {
    if (!box.current) return undefined;
    const chart = init(box.current);
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(box.current);
    chart.setOption({ animation: false, ...option(palette()) });
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [option, isDark]);
  return <div ref={box} className={styles["canvas"]} style={height ? { height } : {}} role="img" aria-label={title} />;
}

function PlainTable({ title, head, rows }: ChartProps) {
  return (
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={title}>
      <table className={styles["plain"]}>
        <thead>
          <tr>
            {head.map((words) => (
              <th key={words} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            // The rows of a chart have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              {cells.map((cell, place) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
