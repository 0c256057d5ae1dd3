/** Everything but orders on the demo server. */

const PERMISSIONS = "orders.read orders.write orders.review orders.reveal orders.import orders.export shops.read shops.manage sync.run quarantine.read quarantine.replay rules.read rules.manage mappings.manage users.manage keys.manage audit.read ingest.push health.read".split(" ");
const ago = (minutes) => new Date(Date.now() - minutes * 60e3).toISOString();
let isIn = process.env.SIGNED_IN !== "0";

const session = () => ({ user: { id: 1, username: "admin", display_name: "管理员" }, roles: ["administrator"], permissions: process.env.ROLE === "warehouse" ? ["orders.read"] : PERMISSIONS, shops: null, csrf_token: "demo" });

const CHANNELS = [
  { code: "taobao", label: "淘宝/天猫", capabilities: ["orders", "order"], search: { phone: "index", buyer: "index" } },
  { code: "jd", label: "京东", capabilities: ["orders", "order"], search: { phone: "mask", buyer: "none" } },
  { code: "website", label: "自营官网", capabilities: ["push"], search: { phone: "plain", buyer: "plain" } },
];
const shops = [
  { id: 1, channel: "taobao", name: "云雾茶铺旗舰店", state: "active", region: "cn", poll_every_s: 60, last_good_at: ago(1), next_run_at: ago(-1), lag_s: 38, last_error: null, orders_total: 1312, searchable: { phone: "index", buyer: "index" } },
  { id: 2, channel: "jd", name: "云雾生活京东自营", state: "reauthorise", region: "cn", poll_every_s: 120, last_good_at: ago(92), next_run_at: null, lag_s: 5520, last_error: { code: "token_expired", message: "授权已过期:access_token expired", since: ago(90) }, orders_total: 791, searchable: { phone: "mask", buyer: "none" } },
  { id: 3, channel: "website", name: "官方商城", state: "active", region: "cn", poll_every_s: 0, last_good_at: ago(4), next_run_at: null, lag_s: 2, last_error: null, orders_total: 497, searchable: { phone: "plain", buyer: "plain" } },
];

export function desk() {
  const page = (items) => [200, { items, next: null, previous: null }];
  return [
    ["GET", "/session", () => (isIn ? [200, session()] : [401, { status: 401, code: "signed_out", title: "Not signed in" }])],
    ["POST", "/session", ({ body }) => (body.password === "demo" ? ((isIn = true), [200, session()]) : [401, { status: 401, code: "wrong_credentials", title: "Wrong credentials" }])],
    ["DELETE", "/session", () => ((isIn = false), [204, ""])],
    ["GET", "/channels", () => [200, CHANNELS]],
    ["GET", "/shops", () => page(shops)],
    ["GET", "/quarantine", () => page([])],
    ["GET", "/quarantine/groups", () => page([])],
    ["GET", "/rule-sets", () => page([])],
  ];
}
