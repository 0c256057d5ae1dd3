/** The columns an import file may have, as the hub reads them, and an example file. */

export const COLUMNS: readonly (readonly [code: string, title: string, isNeeded: boolean])[] = [
  ["external_no", "订单号", true],
  ["status", "状态", true],
  ["placed_at", "下单时间", true],
  ["paid_at", "付款时间", false],
  ["modified_at", "修改时间", false],
  ["ship_by", "最晚发货时间", false],
  ["recipient_name", "收件人", false],
  ["recipient_phone", "收件电话", false],
  ["recipient_address", "详细地址", false],
  ["province", "省", false],
  ["city", "市", false],
  ["district", "区", false],
  ["buyer_name", "买家", false],
  ["buyer_note", "买家留言", false],
  ["seller_note", "卖家备注", false],
  ["freight", "运费", false],
  ["discount", "优惠", false],
  ["total", "实付金额", false],
  ["currency", "币种", false],
  ["sku_code", "商家编码", true],
  ["title", "商品名称", true],
  ["spec", "规格", false],
  ["quantity", "数量", true],
  ["price", "单价", true],
];

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
export function templateCsv(): string {
  const head = COLUMNS.map(([, title]) => title).join(",");
  const row = COLUMNS.map(([code]) => EXAMPLE[code] ?? "").join(",");
  return `\uFEFF${head}\r\n${row}\r\n`;
}
