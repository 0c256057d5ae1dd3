"""A website with its own form of orders is read by a mapping, tried before it is published."""

import httpx

OWN = {
    "id": 88001,
    "state": "to_ship",
    "sum": "259.90",
    "created": 1767585600,
    "ship": {"who": "李四", "tel": "13900005678"},
    "goods": [{"code": "TS-RED-M", "n": 2, "unit": "129.95"}],
}
TARGETS = {
    "order_no": "id",
    "status": "state",
    "total": "sum",
    "placed_at": "created",
    "modified_at": "created",
    "recipient.phone": "ship.tel",
    "lines": "goods",
    "lines.sku": "code",
    "lines.quantity": "n",
    "lines.price": "unit",
}


async def test_what_could_not_be_read_is_a_sample_for_the_shape_that_reads_it(
    app_client: httpx.AsyncClient,
) -> None:
    shop = {"channel": "website", "name": "官网", "credentials": {"webhook_secret": "whsec_AAAA"}}
    made = (await app_client.post("/api/v1/shops", json=shop)).json()
    key = {"name": "till", "permissions": ["ingest.push"], "shop_ids": [made["id"]]}
    secret = (await app_client.post("/api/v1/api-keys", json=key)).json()["key"]
    pushed = await app_client.post(
        f"/ingest/v1/website/{made['id']}/orders",
        json={"orders": [OWN]},
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"},
    )
    assert pushed.json()["quarantined"] == 1
    mapping = f"/api/v1/shops/{made['id']}/shape-mapping"
    tried = await app_client.post(f"{mapping}/trial", json={"targets": TARGETS})
    assert [s["external_no"] for s in tried.json()["samples"] if s["readable"]] == ["88001"]
    assert "13900005678" not in tried.text
    assert (await app_client.post(mapping, json={"targets": TARGETS})).status_code < 300
    waiting = (await app_client.get("/api/v1/quarantine")).json()["items"]
    replay = await app_client.post(
        "/api/v1/quarantine/replay", json={"ids": [entry["id"] for entry in waiting]}
    )
    assert [result["ok"] for result in replay.json()["results"]] == [True]
