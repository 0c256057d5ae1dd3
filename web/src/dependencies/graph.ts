/** The dependencies as a layered graph: our address, platform apps, shops, hosts. Pure. */
import type { EChartsCoreOption } from "echarts/core";
import type { Dependencies, PlatformApp } from "@/api/dependencies";
import type { Palette } from "@/health/Chart";

export type Tone = "ok" | "warn" | "bad" | "quiet";

export interface Node {
  id: string;
  layer: 0 | 1 | 2 | 3;
  lines: readonly [string, string];
  tone: Tone;
}

export interface Graph {
  nodes: Node[];
  edges: { from: string; to: string; tone: Tone }[];
}

/** Words that the graph cannot know. */
export interface GraphWords {
  hub: string;
  unknown: string;
  admission(app: PlatformApp): string;
  ends(host: Dependencies["hosts"][number]): string;
}

const ROW = 46;
const COLUMN = 262;
const WIDTH = 196;
const HEIGHT = 36;

export function toneOf(app: PlatformApp): Tone {
  if (app.admission === "at_risk") return "bad";
  if (app.admission === "planned") return "warn";
  return app.admission === "listed" ? "ok" : "quiet";
}

export function hostTone(host: Dependencies["hosts"][number]): Tone {
  if (host.step !== null) return host.step === 1 ? "bad" : "warn";
  return host.fault ? "warn" : "quiet";
}

const appId = (app: PlatformApp) => `app ${app.channel} ${app.app_key}`;

export function graphOf(found: Dependencies, words: GraphWords): Graph {
  const isAtRisk = found.apps.some((app) => app.admission === "at_risk");
  const hub: Node = {
    id: "hub",
    layer: 0,
    lines: [words.hub, found.egress.address ?? words.unknown],
    tone: isAtRisk ? "bad" : found.egress.address ? "ok" : "quiet",
  };
  const nodes: Node[] = [hub];
  const edges: Graph["edges"] = [];
  for (const app of found.apps) {
    const tone = toneOf(app);
    nodes.push({ id: appId(app), layer: 1, lines: [`${app.label} ${app.app_key}`, words.admission(app)], tone });
    edges.push({ from: "hub", to: appId(app), tone });
    for (const shop of app.shops) {
      const id = `shop ${shop.shop_id}`;
      nodes.push({ id, layer: 2, lines: [shop.name, app.label], tone: tone === "bad" ? "bad" : "quiet" });
      edges.push({ from: appId(app), to: id, tone });
      for (const host of shop.hosts) edges.push({ from: id, to: `host ${host}`, tone: "quiet" });
    }
  }
  for (const host of found.hosts)
    nodes.push({ id: `host ${host.host}`, layer: 3, lines: [host.host, words.ends(host)], tone: hostTone(host) });
  return { nodes, edges };
}

/** Each layer is a column, spread over the height of the longest. */
export function placed(graph: Graph): Map<string, { x: number; y: number }> {
  const layers = [0, 1, 2, 3].map((layer) => graph.nodes.filter((node) => node.layer === layer));
  const height = heightOf(graph);
  return new Map(
    layers.flatMap((nodes, layer) =>
      nodes.map((node, place) => [node.id, { x: layer * COLUMN, y: ((place + 0.5) * height) / nodes.length }] as const),
    ),
  );
}

export function heightOf(graph: Graph): number {
  const counts = [0, 1, 2, 3].map((layer) => graph.nodes.filter((node) => node.layer === layer).length);
  return Math.max(3, ...counts) * ROW;
}

export function optionOf(graph: Graph, palette: Palette): EChartsCoreOption {
  const colors: Record<Tone, string> = { ok: palette.ok, warn: palette.warn, bad: palette.bad, quiet: palette.quiet };
  const places = placed(graph);
  return {
    series: [
      {
        type: "graph",
        layout: "none",
        left: WIDTH / 2 + 12,
        right: WIDTH / 2 + 12,
        top: HEIGHT / 2 + 6,
        bottom: HEIGHT / 2 + 6,
        symbol: "rect",
        symbolSize: [WIDTH, HEIGHT],
        silent: true,
        data: graph.nodes.map((node) => ({
          name: node.id,
          ...places.get(node.id),
          itemStyle: { color: "transparent" },
          label: {
            show: true,
            width: WIDTH - 20,
            overflow: "truncate",
            padding: [4, 10],
            backgroundColor: palette.surface,
            borderColor: colors[node.tone],
            borderWidth: node.tone === "bad" ? 2 : 1,
            borderRadius: 5,
            lineHeight: 15,
            fontSize: 12,
            color: node.tone === "bad" ? palette.bad : palette.text,
            formatter: `${node.tone === "bad" ? "▲ " : ""}${node.lines[0]}\n${node.lines[1]}`,
          },
        })),
        links: graph.edges.map(({ from, to, tone }) => ({
          source: from,
          target: to,
          lineStyle: { color: colors[tone], width: tone === "bad" ? 2 : 1, type: tone === "bad" ? "dashed" : "solid", opacity: 0.9 },
        })),
      },
    ],
  };
}
