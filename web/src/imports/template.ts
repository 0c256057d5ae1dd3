/** An example file with the columns the hub reads. */
import type { ImportColumn } from "@/api/imports";

const EXAMPLE: Record<string, string> = {
  external_no: "A20260105001",
  status: "待发货",
  placed_at: "2026-01-05 10:00:00",
  paid_at: "2026-01-05 10:01:00",
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  freight: "0.00",
  discount: "0.00",
  total: "178.00",
  currency: "CNY",
  sku_code: "SKU-1001",
  title: "手冲咖啡豆",
  spec: "454g",
  quantity: "2",
  price: "89.00",
};

/** A byte-order mark first, so that spreadsheet programs read it as UTF-8. */
export function templateCsv(columns: readonly ImportColumn[]): string {
  const head = columns.map(({ title }) => title).join(",");
  const row = columns.map(({ code }) => EXAMPLE[code] ?? "").join(",");
  return `\uFEFF${head}\r\n${row}\r\n`;
}
