/** Demo orders for working on screens without the hub: seeded, in Chinese, the same at every start. */

let seed = 20260105;
const random = () => {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const weighted = (pairs) => {
  let at = random() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of pairs) if ((at -= weight) <= 0) return value;
  return pairs[0][0];
};

const GOODS = [
  ["高山云雾绿茶 2026 春茶 250g 礼盒装", "特级/两罐", 16800],
  ["手冲咖啡豆 埃塞俄比亚 耶加雪菲", "454g 中浅烘", 8900],
  ["不锈钢保温杯 大容量 车载便携", "曜石黑 600ml", 12900],
  ["纯棉四件套 60 支长绒棉 简约", "1.8m 床/雾灰", 45900],
  ["儿童防晒衣 UPF50+ 轻薄透气", "浅杏 130cm", 11900],
  ["无线降噪耳机 头戴式 40 小时续航", "月光白", 89900],
  ["空气炸锅 可视款 5.5L", "奶油白", 32900],
  ["阿拉斯加帝王蟹 2.4-2.8kg 整只", "鲜活冷冻", 159900],
  ["运动跑鞋 缓震回弹 男女同款", "黑白 42", 38900],
  ["胡姬花古法花生油 5L", "单桶", 13990],
];
const PLACES = [
  ["浙江省", "杭州市"], ["上海市", "上海市"], ["广东省", "深圳市"], ["广东省", "广州市"], ["北京市", "北京市"],
  ["四川省", "成都市"], ["新疆维吾尔自治区", "乌鲁木齐市"], ["西藏自治区", "拉萨市"], ["江苏省", "苏州市"], ["内蒙古自治区", "呼和浩特市"],
];
const SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".split("");
const RAW = {
  taobao: { pending_payment: "WAIT_BUYER_PAY", to_ship: "WAIT_SELLER_SEND_GOODS", shipped: "WAIT_BUYER_CONFIRM_GOODS", completed: "TRADE_FINISHED" },
  jd: { pending_payment: "NOT_PAY", to_ship: "WAIT_SELLER_STOCK_OUT", shipped: "WAIT_GOODS_RECEIVE_CONFIRM", completed: "FINISHED_L" },
  website: { pending_payment: "pending", to_ship: "paid", shipped: "shipped", completed: "done" },
};
const STAGES = [
  ["pending_payment", 6], ["awaiting_review", 22], ["to_ship", 26], ["partially_shipped", 2], ["shipped", 18], ["delivered", 8],
  ["completed", 12], ["cancelled", 3], ["closed", 2], ["unknown", 1],
];
export const TAGS = {
  high_value: { tag: "high_value", label: "高价值订单", color: "gold" },
  remote: { tag: "remote", label: "偏远地区", color: "purple" },
  urgent: { tag: "urgent", label: "加急配送", color: "red" },
  bulky: { tag: "bulky", label: "大件多件", color: "cyan" },
  noted: { tag: "has_note", label: "有备注", color: "blue" },
};
const REASONS = {
  exception: "地址不完整:缺少门牌号", held: "买家要求改地址,等回复", refunding: "买家申请仅退款 ¥168.00",
  channel_held: "平台风控审核中", short: "SKU 缺 2 件,预计明日到货", late: "已超过平台发货时限",
};

const iso = (ms) => new Date(ms).toISOString();
const day = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 10).replaceAll("-", "");

export function makeOrder(n, at) {
  const shop = weighted([[1, 5], [2, 3], [3, 2]]);
  const channel = { 1: "taobao", 2: "jd", 3: "website" }[shop];
  const stage = weighted(STAGES);
  const lines = Array.from({ length: weighted([[1, 6], [2, 3], [3, 1]]) }, (_, index) => {
    const [title, spec, unit] = pick(GOODS);
    const quantity = weighted([[1, 7], [2, 2], [6, 1]]);
    return { line_no: String(index + 1), sku_no: `SKU-${1000 + GOODS.findIndex((g) => g[0] === title)}`, title, spec, quantity,
      unit_minor: unit, total_minor: unit * quantity, shipped_quantity: ["shipped", "delivered", "completed"].includes(stage) ? quantity : 0, status: stage };
  });
  const goods = lines.reduce((sum, line) => sum + line.total_minor, 0);
  const [province, city] = pick(PLACES);
  const has_note = random() < 0.25;
  const urgent = random() < 0.08;
  const tags = [goods >= 100000 && TAGS.high_value, /新疆|西藏|内蒙古/.test(province) && TAGS.remote, urgent && TAGS.urgent,
    lines.some((line) => line.quantity >= 6) && TAGS.bulky, has_note && TAGS.noted].filter(Boolean);
  const isOpen = ["awaiting_review", "to_ship", "partially_shipped"].includes(stage);
  const ship_by = isOpen ? at + 24 * 3600e3 * (0.3 + random() * 1.9) : null;
  const left = ship_by ? ship_by - Date.now() : 0;
  const ship_by_state = ship_by ? (left < 0 ? "late" : left < 6 * 3600e3 ? "soon" : "ok") : null;
  const flags = [isOpen && random() < 0.05 && "exception", isOpen && random() < 0.06 && "held", random() < 0.05 && "refunding",
    stage === "awaiting_review" && random() < 0.04 && "channel_held", stage === "to_ship" && random() < 0.06 && "short",
    ship_by_state === "late" && "late"].filter(Boolean);
  const surname = pick(SURNAMES);
  const paid = stage === "pending_payment" ? null : at + 90e3;
  const number = `ORD-${day(at)}-${String(n).padStart(5, "0")}`;
  const freight = goods < 9900 ? 1000 : 0;
  const discount = random() < 0.4 ? Math.round(goods * 0.05) : 0;
  return {
    number, external_no: channel === "jd" ? String(290000000000 + n * 7919) : channel === "taobao" ? `4${String(500000000000000000n + BigInt(n) * 7368787n)}` : `W${20260000 + n}`,
    shop_id: shop, channel, stage, channel_status: stage, channel_status_raw: RAW[channel][stage] ?? (stage === "unknown" ? "TRADE_BUYER_SIGNED_X" : RAW[channel].to_ship),
    fulfilment_status: stage === "to_ship" ? pick(["待推仓", "待打单", "待打包", "待称重"]) : null, after_sale_status: flags.includes("refunding") ? "refund_applied" : null,
    flags, flag_reasons: Object.fromEntries(flags.map((flag) => [flag, { reason: REASONS[flag], by: flag === "held" ? "李娜" : "规则", since: iso(at + 5e6) }])),
    priority: urgent ? 2 : goods > 150000 ? 1 : 0, tags, currency: "CNY", total_minor: goods + freight - discount, line_count: lines.length,
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0), summary: lines[0].title + (lines[0].quantity > 1 ? ` ×${lines[0].quantity}` : ""),
    placed_at: iso(at), paid_at: paid && iso(paid), modified_at: iso((paid ?? at) + 4e5), shipped_at: ["shipped", "delivered", "completed"].includes(stage) ? iso(at + 6e7) : null,
    ship_by: ship_by && iso(ship_by), ship_by_state, province, city,
    people: { recipient_name: `${surname}**`, recipient_phone: `1${pick(["38", "59", "76", "88"])}****${String(1000 + (n * 37) % 9000)}`, recipient_address: `${province}${city}${pick(["西湖区", "浦东新区", "南山区", "天府新区"])}****`, buyer_name: `${pick(["t", "s", "木", "小"])}***${n % 10}` },
    seller_flag: has_note ? pick(["red", "yellow", "green", "blue", "purple"]) : null, has_note, version: 1, lines,
    amounts: { goods_minor: goods, freight_minor: freight, discount_minor: discount, total_minor: goods + freight - discount, paid_minor: paid ? goods + freight - discount : null, refunded_minor: flags.includes("refunding") ? 0 : null },
  };
}

export function makeOrders(n) {
  const now = Date.now();
  return Array.from({ length: n }, (_, index) => makeOrder(n - index, now - index * index * 9 - index * 47_000));
}
