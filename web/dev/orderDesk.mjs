/** Order routes of the demo server. */
import { makeOrder, makeOrders, TAGS } from "./orders.mjs";

const orders = makeOrders(Number(process.env.ORDERS ?? 2600));
const byNumber = new Map(orders.map((order) => [order.number, order]));
const views = [
  { id: 1, name: "今天要发的", query: "stage=to_ship&sort=ship_by", shared: true, columns: null, owned: true },
  { id: 2, name: "高价值待审", query: "stage=awaiting_review&tag=high_value", shared: false, columns: null, owned: true },
];
const before = new Map();
let batches = 0;
const ROW = ({ lines, amounts, ...row }) => row;
const problem = (status, code, detail) => [status, { status, code, title: code, detail }];

function matches(order, q) {
  const any = (name, value) => !q.has(name) || q.getAll(name).flatMap((v) => v.split(",")).includes(String(value));
  const text = q.get("q");
  const day = { placed: "placed_at", paid: "paid_at", modified: "modified_at", shipped: "shipped_at", ship_by: "ship_by" }[q.get("date") ?? "placed"];
  return any("stage", order.stage) && any("shop_id", order.shop_id) && any("channel", order.channel) && any("priority", order.priority) &&
    any("seller_flag", order.seller_flag) && any("province", order.province) && any("number", order.number) &&
    (!q.has("flag") || q.getAll("flag").every((flag) => order.flags.includes(flag))) &&
    (!q.has("tag") || q.getAll("tag").every((tag) => order.tags.some((chip) => chip.tag === tag))) &&
    (!q.has("without_tag") || !order.tags.some((chip) => q.getAll("without_tag").includes(chip.tag))) &&
    (!text || order.number.includes(text) || order.external_no.includes(text) || order.summary.includes(text)) &&
    (!q.get("sku") || order.lines.some((line) => line.sku_no === q.get("sku"))) &&
    (!q.get("last4") || order.people.recipient_phone.endsWith(q.get("last4"))) &&
    (!q.get("from") || (order[day] && order[day] >= q.get("from"))) && (!q.get("to") || (order[day] && order[day] < q.get("to"))) &&
    (!q.get("amount_from") || order.total_minor >= Number(q.get("amount_from"))) && (!q.get("amount_to") || order.total_minor <= Number(q.get("amount_to")));
}

function list({ query }) {
  if (query.get("last4") && !["shop_id", "from", "stage"].some((name) => query.has(name))) return [200, { items: [], next: null, previous: null, narrow_by: ["date", "shop_id"] }];
  const sort = query.get("sort") ?? "-placed_at";
  const field = { placed_at: "placed_at", ship_by: "ship_by", total: "total_minor", modified_at: "modified_at" }[sort.replace("-", "")];
  const sign = sort.startsWith("-") ? -1 : 1;
  const found = orders.filter((order) => matches(order, query)).toSorted((a, b) => ((a[field] ?? "9") < (b[field] ?? "9") ? -sign : sign));
  const at = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  return [200, { items: found.slice(at, at + limit).map(ROW), next: at + limit < found.length ? String(at + limit) : null, previous: null, narrow_by: null }];
}

function counts({ query }) {
  const stages = {};
  const flags = {};
  for (const order of orders) {
    if (query.has("shop_id") && !query.getAll("shop_id").includes(String(order.shop_id))) continue;
    stages[order.stage] = (stages[order.stage] ?? 0) + 1;
    for (const flag of order.flags) flags[flag] = (flags[flag] ?? 0) + 1;
  }
  return [200, { stages, flags }];
}

const moments = (order) => [order.placed_at, order.paid_at, order.modified_at, order.shipped_at].filter(Boolean);

function detail({ params, query }) {
  const order = byNumber.get(params.number);
  if (!order) return problem(404, "order_not_found", `没有订单 ${params.number}`);
  const asOf = query.get("as_of");
  const past = asOf && order.paid_at && asOf < order.paid_at ? { stage: "pending_payment", channel_status: "pending_payment", flags: [], tags: [] } : {};
  const tags = order.tags.map((chip) => ({ ...chip, why: { rule: chip.label, version: 3, reason: chip.tag === "high_value" ? "order.total >= 1000.0,实付 " + order.total_minor / 100 : "满足规则条件" } }));
  return [200, { ...order, tags, ...past, people_masked: order.people, attributes: [{ name: "gift_wrap", label: "礼品包装", type: "bool", value: order.version % 2 === 0 }, { name: "invoice_title", label: "发票抬头", type: "text", value: "个人" }],
    notes: order.notes ?? (order.has_note ? [{ id: "1", text: "买家要求周末送货,联系前先发短信", by: "李娜", at: order.modified_at }] : []), facts_count: moments(order).length + 2, moments: moments(order), as_of: asOf }];
}

function timeline({ params, query }) {
  const order = byNumber.get(params.number);
  const all = [
    { at: order.modified_at, learned_at: order.modified_at, kind: "rule", source: "rules", title_code: "rule.tagged", actor: "默认规则 v3", changes: order.tags.map((chip) => ({ field: "tags", before: null, after: chip.label })), detail: null },
    { at: order.modified_at, learned_at: order.modified_at, kind: "call", source: order.channel, title_code: "call.order_read", actor: "同步", changes: [], detail: "200 · 184 ms" },
    order.paid_at && { at: order.paid_at, learned_at: order.modified_at, kind: "fact", source: order.channel, title_code: "fact.channel_snapshot", actor: null, changes: [{ field: "channel_status", before: "pending_payment", after: order.channel_status }, { field: "paid_at", before: null, after: order.paid_at }], detail: null, fact_id: "2" },
    { at: order.placed_at, learned_at: order.placed_at, kind: "fact", source: order.channel, title_code: "fact.channel_snapshot", actor: null, changes: [{ field: "stage", before: null, after: "pending_payment" }, { field: "total_minor", before: null, after: order.total_minor }], detail: null, fact_id: "1" },
  ].filter(Boolean);
  const items = query.has("kind") ? all.filter((item) => query.getAll("kind").includes(item.kind)) : all;
  return [200, { items, next: null, previous: null }];
}

function raw({ params }) {
  const order = byNumber.get(params.number);
  const payload = { trade: { tid: order.external_no, status: order.channel_status_raw, payment: (order.total_minor / 100).toFixed(2), created: order.placed_at, pay_time: order.paid_at, receiver_name: order.people.recipient_name, receiver_mobile: order.people.recipient_phone, receiver_state: order.province, receiver_city: order.city, seller_flag: 1, orders: { order: order.lines.map((line) => ({ oid: `${order.external_no}${line.line_no}`, title: line.title, num: line.quantity, price: (line.unit_minor / 100).toFixed(2), outer_sku_id: line.sku_no })) } } };
  return [200, { payload, received_at: order.modified_at, mapped: [
    { path: "trade.tid", field: "external_no", value: order.external_no }, { path: "trade.status", field: "channel_status", value: order.channel_status },
    { path: "trade.payment", field: "total_minor", value: order.total_minor }, { path: "trade.created", field: "placed_at", value: order.placed_at },
    { path: "trade.receiver_state", field: "province", value: order.province }, { path: "trade.orders.order[0].title", field: "lines[0].title", value: order.lines[0].title },
    { path: "trade.orders.order[0].num", field: "lines[0].quantity", value: order.lines[0].quantity } ] }];
}

const ACTS = {
  review: (order) => order.stage === "awaiting_review" ? { stage: "to_ship" } : "not_awaiting_review",
  unreview: (order) => order.stage === "to_ship" ? { stage: "awaiting_review" } : "not_reviewed",
  hold: (order, args) => order.flags.includes("held") ? "already_held" : { flags: [...order.flags, "held"], flag_reasons: { ...order.flag_reasons, held: { reason: args.reason, by: "管理员", since: new Date().toISOString() } } },
  release: (order) => order.flags.includes("held") ? { flags: order.flags.filter((flag) => flag !== "held") } : "not_held",
  add_tag: (order, args) => ({ tags: [...order.tags.filter((chip) => chip.tag !== args.tag), TAGS[args.tag] ?? { tag: args.tag, label: args.tag, color: "blue" }] }),
  remove_tag: (order, args) => ({ tags: order.tags.filter((chip) => chip.tag !== args.tag) }),
  set_flag: (order, args) => ({ flags: args.on === false ? order.flags.filter((flag) => flag !== args.flag) : [...new Set([...order.flags, args.flag])] }),
  note: (order, args) => ({ has_note: true, notes: [...(order.notes ?? []), { id: String(Date.now()), text: args.text, by: "管理员", at: new Date().toISOString() }] }),
  set_priority: (order, args) => ({ priority: args.priority }),
};

function batch({ body, push }) {
  const chosen = body.numbers ? body.numbers.map((number) => byNumber.get(number)) : orders.filter((order) => matches(order, new URLSearchParams(Object.entries(body.filter ?? {}).flatMap(([k, v]) => [v].flat().map((one) => [k, one])))));
  const id = String(++batches);
  const kept = [];
  const results = chosen.slice(0, 2000).map((order) => {
    const change = ACTS[body.action](order, body.args ?? {});
    if (typeof change === "string") return { number: order.number, ok: false, code: change, detail: null };
    if (!body.dry_run) {
      kept.push([order.number, { ...order }]);
      Object.assign(order, change, { version: order.version + 1 });
    }
    return { number: order.number, ok: true };
  });
  if (!body.dry_run) {
    before.set(id, kept);
    push("orders", { numbers: kept.map(([number]) => number) });
  }
  return [200, { batch_id: body.dry_run ? null : id, results, undoable_until: body.dry_run ? null : new Date(Date.now() + 600e3).toISOString() }];
}

function undo({ params, push }) {
  const kept = before.get(params.id) ?? [];
  for (const [number, order] of kept) Object.assign(byNumber.get(number), order, { version: byNumber.get(number).version + 1 });
  push("orders", { numbers: kept.map(([number]) => number) });
  return [200, { batch_id: params.id, results: kept.map(([number]) => ({ number, ok: true })), undoable_until: null }];
}

let next = orders.length;
function arrive({ push }) {
  const order = makeOrder(++next, Date.now());
  orders.unshift(order);
  byNumber.set(order.number, order);
  push("orders", { shop_id: order.shop_id, numbers: [order.number] });
  return [200, { number: order.number }];
}

export const allOrders = orders;
let viewIds = 3;

export function orderDesk() {
  return [
    ["GET", "/orders", list], ["GET", "/orders/counts", counts],
    ["POST", "/orders/lookup", ({ body }) => {
      const found = body.terms.flatMap((term) => orders.filter((order) => order.number === term || order.external_no === term).map((order) => ({ term, number: order.number })));
      return [200, { found, not_found: body.terms.filter((term) => !found.some((hit) => hit.term === term)) }];
    }],
    ["POST", "/orders/batch", batch], ["POST", "/order-batches/{id}/undo", undo], ["POST", "/demo/arrive", arrive],
    ["GET", "/orders/{number}", detail], ["GET", "/orders/{number}/timeline", timeline], ["GET", "/orders/{number}/raw", raw],
    ["POST", "/orders/{number}/reveal", ({ body }) => [200, { values: Object.fromEntries(body.fields.map((field) => [field, { recipient_name: "王小明", recipient_phone: "13812345678", recipient_address: "浙江省杭州市西湖区文三路 100 号 3 幢 502", buyer_name: "小明的店" }[field] ?? "–"])), quota_left: 187 }]],
    ["POST", "/orders/{number}/sync", ({ params }) => [200, { run_id: 77, difference: [{ field: "channel_status", before: "pending_payment", after: byNumber.get(params.number).channel_status }] }]],
    ["GET", "/order-views", () => [200, { items: views, next: null, previous: null }]],
    ["POST", "/order-views", ({ body }) => (views.push({ id: viewIds++, owned: true, columns: null, ...body }), [201, views.at(-1)])],
    ["PATCH", "/order-views/{id}", ({ params, body }) => [200, Object.assign(views.find((view) => view.id === Number(params.id)), body)]],
    ["DELETE", "/order-views/{id}", ({ params }) => (views.splice(views.findIndex((view) => view.id === Number(params.id)), 1), [204, ""])],
  ];
}
