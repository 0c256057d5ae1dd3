"""What the demo's hub is furnished with, all of it simulated: goods, a warehouse, odd orders,
returned goods, a listener, a partner's webhook, tracking, an ERP of its own words."""

from orderhub.apps.demo.desk import BENCH, WAREHOUSE, Desk, Json
from orderhub.apps.demo.erp import connect_erp
from orderhub.infra import clock
from orderhub.infra.telemetry import log

CODE, ERP, LISTENER = "SANDBOX", "ERP（模拟）", "大额新单标记（演示）"
TAG = "large_demo"
NEVER_COUNTED = "SY-WARM-01"  # stays unknown to the goods master: its listing is to be mapped
SCARCE = ("SY-POT-02", "SY-PACK-01")
PLENTY, FEW = 5000, 6
PARCELS_PER_MINUTE = 12
MOVES_PER_MINUTE = 60
ASKINGS_PER_DAY = 100_000
SENDER = {
    "name": "模拟云仓",
    "mobile": "057100000000",
    "province": "浙江省",
    "city": "杭州市",
    "detail_address": "仓前路1号（模拟）",
}
# What platforms may send some day: a word nobody knows, an address without a place, fields that
# cannot be read.
ODD: tuple[tuple[str, Json], ...] = (
    ("jd", {"raw_status": "LOCKED_FOR_CHECK"}),
    ("taobao", {"raw_status": "TRADE_FROZEN_2026"}),
    ("woocommerce", {"recipient": {"province": "", "city": "", "district": ""}}),
    ("taobao", {"set_fields": {"payment": "?"}}),
    ("jd", {"set_fields": {"orderTotalPrice": "?"}}),
)
STOPS: tuple[Json, ...] = (
    {"action": "hold", "args": {"reason": "买家要求晚三天发货（演示）"}},
    {"action": "mark_exception", "args": {"reason": "买家要改颜色（演示）"}},
)
# A cup to sell again, a torn tent, and goods under a code of before the goods master.
RETURNS: tuple[Json, ...] = (
    {"return_no": "TH-DEMO-1", "items": {"SY-CUP-01": 1}},
    {"return_no": "TH-DEMO-2", "items": {"SY-TENT-03": 1}, "inventory_type": "CC"},
    {"return_no": "TH-DEMO-3", "items": {"SY-2024-CUP": 2}},
)
TOPICS = ["orders.order_received.v1", "orders.exception_raised.v1"]


async def furnish(desk: Desk) -> None:
    """Everything once; after a restart only what the sandbox forgot is told to it again."""
    known = (await desk.read("/fulfilment/warehouses"))["items"]
    is_new = not known
    if is_new:
        await _bring_goods(desk)
        await _place_odd_orders(desk)
        await _stop_some(desk)
        await _scan_strays(desk)
        await _listen(desk)
        await connect_erp(desk)
        known = [await _connect_warehouse(desk)]
    await _start_warehouse(desk, known[0]["ingest_path"])
    if is_new:
        await _take_back(desk)
    await _follow_parcels(desk)
    await _subscribe(desk)
    log.info("demo.furnished")


async def refill(desk: Desk) -> None:
    """A few more of what is scarce: the shortage queue is served."""
    for code in SCARCE:
        found = await desk.read("/stock/skus", search=code)
        for sku in found["items"]:
            more = {"warehouse": CODE, "change": FEW, "reason": "补货（演示）"}
            await desk.post(f"/stock/skus/{sku['id']}/counts", more)


async def _bring_goods(desk: Desk) -> None:
    """The goods master by a file, as people do it, then the warehouse's shops take part."""
    answer = await desk.control.get("/website/0/orders")
    answer.raise_for_status()
    lines = [line for order in answer.json()["orders"] for line in order["lines"]]
    goods = {line["sku_code"]: line for line in lines}
    rows = [",".join(("规格编码", "商品名称", "仓库", "在库数量"))]
    for code, line in sorted(goods.items()):
        if code != NEVER_COUNTED:
            units = FEW if code in SCARCE else PLENTY
            rows.append(f"{code},{line['title']},{CODE},{units}")
    file = {"file": ("goods.csv", "\n".join(rows).encode(), "text/csv")}
    kept = await desk.hub.post("/stock/imports", files=file)
    kept.raise_for_status()
    await desk.post(f"/stock/imports/{kept.json()['id']}/commit", {})
    for shop_id in desk.ids(*WAREHOUSE):
        active = {"active": True, "by_code": True}
        await desk.put(f"/stock/shops/{shop_id}", active)


async def _place_odd_orders(desk: Desk) -> None:
    for channel, order in ODD:
        wish = {"count": 1, "status": "to_ship", "orders": [order]}
        (await desk.control.post(f"/{channel}/0/orders", json=wish)).raise_for_status()


async def _stop_some(desk: Desk) -> None:
    for shop_id, stop in zip(desk.ids(*BENCH), STOPS, strict=True):
        found = await desk.read("/orders", shop_id=shop_id, lane="awaiting_review", limit=3)
        numbers = [order["number"] for order in found["items"]]
        if numbers:
            await desk.post("/orders/batch", {**stop, "numbers": numbers})


async def _scan_strays(desk: Desk) -> None:
    """Parcels that no order is known for: they wait for it, and show."""
    now = clock.now().isoformat()
    strays = [
        {"scan_id": f"stray-{n}", "order": f"STRAY-{n}", "carrier": "ZTO", "scanned_at": now}
        for n in range(1, 4)
    ]
    scans = [{**stray, "waybill_no": f"ZT90000000{n}"} for n, stray in enumerate(strays)]
    await desk.post("/fulfilment/scans", {"scans": scans})


async def _listen(desk: Desk) -> None:
    label = {"label_zh": "大额（演示）", "label_en": "Large (demo)", "color": "gold"}
    await desk.put(f"/tags/{TAG}", label)
    spec: Json = {
        "name": LISTENER,
        "events": ["order_received"],
        "shops": desk.ids(*WAREHOUSE),
        "when": "order.total >= 2000.0",
        "actions": [{"kind": "tag", "tag": TAG}],
    }
    made = await desk.post("/listeners", spec)
    switch = {"state": "live", "based_on": made["version"]}
    await desk.put(f"/listeners/{made['id']}/state", switch)


async def _connect_warehouse(desk: Desk) -> Json:
    offered = desk.printed["warehouse"]
    return await desk.post(
        "/fulfilment/warehouses",
        {
            "code": CODE,
            "name": "云仓（模拟）",
            "owner_code": "OWNER",
            "sender": SENDER,
            "shop_ids": desk.ids(*WAREHOUSE),
            **{name: offered[name] for name in ("base_url", "app_key", "secret", "customer_no")},
        },
    )


async def _start_warehouse(desk: Desk, ingest_path: str) -> None:
    origin = str(desk.hub.base_url).removesuffix("/api/v1/")
    manners = {"target": origin + ingest_path, "parcels_per_minute": PARCELS_PER_MINUTE}
    (await desk.control.post("/warehouse/manners", json=manners)).raise_for_status()


async def _take_back(desk: Desk) -> None:
    for parcel in RETURNS:
        (await desk.control.post("/warehouse/stock", json=parcel)).raise_for_status()


async def _follow_parcels(desk: Desk) -> None:
    """The simulated tracking service moves parcels to the door; its address may be another now."""
    ingest_path = (await desk.read("/fulfilment/tracking"))["ingest_path"]
    origin = str(desk.hub.base_url).removesuffix("/api/v1/")
    account = {
        **desk.printed["tracking"],
        "callback_url": origin + ingest_path,
        "daily_budget": ASKINGS_PER_DAY,
    }
    await desk.put("/fulfilment/tracking", account)
    manners = {"moves_per_minute": MOVES_PER_MINUTE}
    (await desk.control.post("/express/manners", json=manners)).raise_for_status()


async def _subscribe(desk: Desk) -> None:
    """The simulated ERP checks what it gets; it forgets the secret with the sandbox."""
    known = (await desk.read("/partners/endpoints"))["items"]
    mine = [one for one in known if one["name"] == ERP]
    if mine:
        minted = await desk.post(f"/partners/endpoints/{mine[0]['id']}/rotate", {"keep_h": 0})
    else:
        url = str(desk.control.base_url).removesuffix("/_control/") + "/receivers/partners/demo-erp"
        shops = desk.ids(*WAREHOUSE)
        wish = {"name": ERP, "url": url, "topics": TOPICS, "shop_ids": shops}
        minted = await desk.post("/partners/endpoints", wish)
    trust = {"name": "demo-erp", "secrets": [minted["secret"]]}
    (await desk.control.post("/receivers/partners", json=trust)).raise_for_status()
