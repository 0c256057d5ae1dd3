"""The demo's ERP that speaks its own JSON: a source that is asked, with a word nobody knows yet."""

from orderhub.apps.demo.desk import BENCH, Desk, Json

NAME = "门店 ERP（模拟）"
PASSED_OVER, PARCELS = 3, 3  # the first orders of the shop are stopped by other hands
MAPPING: Json = {
    "targets": {
        "rows": "data.docs",
        "key": "docNo",
        "order": "soNo",
        "event": "state",
        "carrier": "express.company",
        "waybill_no": "express.no",
        "at": "opTime",
    },
    "words": {"event": {"CK": "shipped"}, "carrier": {"顺丰速运": "SF"}},
}


async def connect_erp(desk: Desk) -> None:
    """Three parcels that left, and one that did what no table has a word for (HT)."""
    shop_id = desk.ids(*BENCH)[0]
    asked: Json = {"shop_id": shop_id, "lane": "awaiting_review", "limit": PASSED_OVER + PARCELS}
    orders = (await desk.read("/orders", **asked))["items"][PASSED_OVER:]
    docs = [
        {"order": order["number"], "waybill_no": f"SF80000000{n}"}
        for n, order in enumerate(orders, 1)
    ]
    odd = {"order": "STRAY-1", "waybill_no": "SF800000009", "state": "HT"}
    (await desk.control.post("/erp/outbound", json={"docs": [*docs, odd]})).raise_for_status()
    source = await desk.post("/sources", {"name": NAME, "kind": "shipments"})
    await desk.post(f"/sources/{source['id']}/mapping", MAPPING)
    erp = desk.printed["erp"]
    plan = {
        "url": f"{erp['base_url']}/outbound",
        "header": erp["header"],
        "credential": erp["token"],
        "every_s": 60,
        "since_param": "modified_from",
        "since_style": "local",
        "cursor_param": "after",
        "cursor_path": "data.next",
    }
    await desk.put(f"/sources/{source['id']}/pull", plan)
