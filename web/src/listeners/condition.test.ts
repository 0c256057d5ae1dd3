import { expect, test } from "vitest";
import { blocksOf, celOf } from "@/listeners/condition";
import type { FieldType } from "@/listeners/paths";

const TYPES = new Map<string, FieldType>([
  ["order.total", "number"],
  ["order.quantity", "integer"],
  ["order.province", "text"],
  ["order.buyer_note", "text"],
  ["order.presale", "boolean"],
  ["order.tags", "list"],
  ["event.stage", "text"],
  ["event.level", "integer"],
]);

test.each([
  ["order.total >= 1000.0", "order.total >= 1000.0"],
  ["order.total >= 1000", "order.total >= 1000.0"],
  ['order.province in ["浙江省", "江苏省"] && order.quantity > 3', 'order.province in ["浙江省", "江苏省"] && order.quantity > 3'],
  ['order.buyer_note.contains("急")', 'order.buyer_note.contains("急")'],
  ['"remote" in order.tags && event.level >= 2', '"remote" in order.tags && event.level >= 2'],
  ['!("remote" in order.tags)', '!("remote" in order.tags)'],
  [
    'event.stage == "shipped" || (order.presale == true && order.total > 1.5)',
    'event.stage == "shipped" || (order.presale == true && order.total > 1.5)',
  ],
  ["", ""],
])("%s goes into blocks and comes back as it means", (when, back) => {
  const blocks = blocksOf(when, TYPES);
  expect(blocks).not.toBeNull();
  expect(blocks && celOf(blocks, TYPES)).toBe(back);
});

test.each([
  "order.presale",
  'order.placed_at > timestamp("2026-01-05T04:00:00Z")',
  "order.skus.exists(s, s == \"A\")",
  "order.total >= 1000.0 && order.presale",
  "order.total >=",
])("%s stays text: blocks would say something else", (when) => {
  expect(blocksOf(when, TYPES)).toBeNull();
});
