import { describe, expect, it } from "vitest";
import type { Dependencies } from "@/api/dependencies";
import { graphOf, heightOf, placed } from "@/dependencies/graph";

const found: Dependencies = {
  egress: { watching: true, address: "203.0.113.99", since: null, looked_at: null, probes: [] },
  apps: [
    {
      channel: "a",
      label: "A",
      app_key: "k1",
      addresses: ["203.0.113.10"],
      admission: "at_risk",
      shops: [1, 2].map((shop_id) => ({ shop_id, name: `shop ${shop_id}`, state: "active" as const, hosts: ["a.example"] })),
    },
    { channel: "b", label: "B", app_key: "k2", addresses: [], admission: "undeclared", shops: [] },
  ],
  hosts: [{ host: "a.example", shop_ids: [1, 2], secured: true, ends_at: null, fault: "", step: 7 }],
};
const words = { hub: "hub", unknown: "?", admission: () => "", ends: () => "" };

describe("the graph of dependencies", () => {
  const graph = graphOf(found, words);
  const tones = Object.fromEntries(graph.nodes.map((node) => [node.id, node.tone]));

  it("is red from our address to every shop at risk, and there only", () => {
    expect(tones).toEqual({
      hub: "bad",
      "app a k1": "bad",
      "shop 1": "bad",
      "shop 2": "bad",
      "app b k2": "quiet",
      "host a.example": "warn",
    });
  });

  it("joins each shop with its app and its hosts", () => {
    expect(graph.edges.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      "hub > app a k1",
      "app a k1 > shop 1",
      "shop 1 > host a.example",
      "app a k1 > shop 2",
      "shop 2 > host a.example",
      "hub > app b k2",
    ]);
  });

  it("puts no two nodes of a layer on one place", () => {
    const places = [...placed(graph).values()].map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(graph.nodes.length);
    expect(heightOf(graph)).toBeGreaterThan(0);
  });
});
