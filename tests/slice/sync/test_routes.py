"""Shops, runs and quarantine over HTTP."""

from dataclasses import dataclass, replace
from typing import Any

import httpx
from sqlalchemy import text

from orderhub.infra.db import Database


async def connect(client: httpx.AsyncClient, **over: Any) -> httpx.Response:
    channels = (await client.get("/api/v1/channels")).json()["items"]
    polled = next(c for c in channels if "refresh_tokens" in c["capabilities"])
    names = {f["name"] for f in polled["credential_fields"] if f["required"]}
    credentials = {name: f"secret-{name}" for name in names}
    body = {"channel": polled["code"], "name": "一店", "credentials": credentials, **over}
    return await client.post("/api/v1/shops", json=body)


async def test_a_shop_is_connected_shown_without_secrets_changed_paused_and_resumed(
    app_client: httpx.AsyncClient,
) -> None:
    made = await connect(app_client)
    assert made.status_code == 201, made.text
    shop = f"/api/v1/shops/{made.json()['id']}"
    shown = await app_client.get(shop)
    assert shown.json()["state"] == "active"
    assert shown.json()["orders_total"] == 0
    assert "secret-" not in made.text + shown.text
    changed = await app_client.patch(shop, json={"name": "旗舰店", "poll_every_s": 30})
    assert changed.json()["name"] == "旗舰店"
    assert (await app_client.get(shop)).json()["poll_every_s"] == 30
    assert (await app_client.post(f"{shop}/pause")).json()["state"] == "paused"
    again = await app_client.post(f"{shop}/pause")
    assert (again.status_code, again.json()["type"]) == (409, "already_paused")
    refused = await app_client.post(f"{shop}/sync", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "shop_paused")
    assert (await app_client.post(f"{shop}/resume")).json()["state"] == "active"
    listed = (await app_client.get("/api/v1/shops")).json()["items"]
    assert [item["name"] for item in listed] == ["旗舰店"]


async def test_wrong_shops_are_refused_with_what_is_wrong(app_client: httpx.AsyncClient) -> None:
    await connect(app_client)
    same = await connect(app_client)
    assert (same.status_code, same.json()["type"]) == (409, "name_taken")
    nowhere = await connect(app_client, channel="atlantis", name="x")
    assert nowhere.status_code == 422
    assert "no such channel" in nowhere.json()["detail"]
    bare = await connect(app_client, name="y", credentials={})
    assert bare.status_code == 422
    assert "missing" in bare.json()["detail"]
    for path in ("/api/v1/shops/77", "/api/v1/shops/77/runs", "/api/v1/sync-runs/77"):
        assert (await app_client.get(path)).status_code == 404, path


async def test_a_run_is_asked_for_and_can_be_watched(app_client: httpx.AsyncClient) -> None:
    shop_id = (await connect(app_client)).json()["id"]
    body = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    asked = await app_client.post(f"/api/v1/shops/{shop_id}/sync", json=body)
    assert asked.status_code == 202, asked.text
    run = await app_client.get(f"/api/v1/sync-runs/{asked.json()['run_id']}")
    assert (run.json()["state"], run.json()["kind"]) == ("queued", "window")
    assert run.json()["from"].startswith("2026-01-01")
    listed = await app_client.get(f"/api/v1/shops/{shop_id}/runs")
    assert len(listed.json()["items"]) == 1
    for wrong in ({"from": "2026-01-01T00:00:00Z"}, {"from": "x", "to": "y"}, {"nonsense": 1}):
        answer = await app_client.post(f"/api/v1/shops/{shop_id}/sync", json=wrong)
        assert answer.status_code == 422, wrong


@dataclass
class Site:
    """A website of the hub that pushes with an API key."""

    client: httpx.AsyncClient
    url: str
    key: str

    async def push(self, *orders: dict[str, Any], **headers: str) -> httpx.Response:
        known = {"Authorization": f"Bearer {self.key}", **headers}
        return await self.client.post(self.url, json={"orders": list(orders)}, headers=known)


async def connect_site(admin: httpx.AsyncClient) -> Site:
    """A pushing shop; its API key goes before the session of the client."""
    shop = {
        "channel": await pushing(admin),
        "name": "官网",
        "credentials": {"webhook_secret": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"},
    }
    shop_id = (await admin.post("/api/v1/shops", json=shop)).json()["id"]
    wish = {"name": "site", "permissions": ["ingest.push"], "shop_ids": [shop_id]}
    key = (await admin.post("/api/v1/api-keys", json=wish)).json()["key"]
    return Site(admin, f"/ingest/v1/{shop['channel']}/{shop_id}/orders", key)


BAD = {"order_no": "W1", "status": "to_ship", "recipient": {"name": "王小明"}}


async def test_a_key_pushes_for_its_own_shops_and_names_each_push(
    app_client: httpx.AsyncClient,
) -> None:
    site = await connect_site(app_client)
    pushed = await site.push(BAD, **{"Idempotency-Key": "first"})
    assert pushed.status_code == 200, pushed.text
    assert pushed.json()["quarantined"] == 1
    nameless = await site.push(BAD)
    assert nameless.status_code == 422
    assert "Idempotency-Key" in nameless.json()["detail"]
    foreign = replace(site, url=site.url.replace("/orders", "").rsplit("/", 1)[0] + "/999/orders")
    assert (await foreign.push(BAD, **{"Idempotency-Key": "x"})).status_code == 404
    unknown = replace(site, key="ohk_wrong")
    assert (await unknown.push(BAD, **{"Idempotency-Key": "y"})).status_code == 401


async def test_quarantine_is_listed_grouped_shown_masked_replayed_and_dismissed(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    site = await connect_site(app_client)
    await site.push(BAD, **{"Idempotency-Key": "first"})
    [entry] = (await app_client.get("/api/v1/quarantine?state=open")).json()["items"]
    assert (entry["external_no"], entry["reason"]) == ("W1", "contract_violation")
    [group] = (await app_client.get("/api/v1/quarantine/groups")).json()["items"]
    assert group["n"] == 1
    shown = await app_client.get(f"/api/v1/quarantine/{entry['id']}")
    assert shown.json()["payload"]["order_no"] == "W1"
    assert "王小明" not in shown.text
    replayed = await app_client.post("/api/v1/quarantine/replay", json={"ids": [entry["id"]]})
    [result] = replayed.json()["results"]
    assert (result["ok"], result["code"]) == (False, "contract_violation")
    gone = {"ids": [entry["id"]], "reason": "test"}
    closed = await app_client.post("/api/v1/quarantine/dismiss", json=gone)
    assert closed.json() == {"dismissed": [entry["id"]]}
    async with db.transaction() as tx:
        audit = await tx.execute(text("SELECT action FROM audit_entries ORDER BY id"))
    assert {"quarantine.replay", "quarantine.dismiss"} <= set(audit.scalars())


async def pushing(client: httpx.AsyncClient) -> str:
    """The channel that pushes."""
    channels = (await client.get("/api/v1/channels")).json()["items"]
    return next(c["code"] for c in channels if "read_push" in c["capabilities"])
