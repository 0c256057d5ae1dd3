"""The console's part of partners, through the whole application."""

from datetime import timedelta
from typing import Any

import httpx

from orderhub.infra import clock
from orderhub.orders.events import CHANGED
from tests.slice.partners.conftest import Desk
from tests.support.access import make_key

ENDPOINTS, DELIVERIES = "/api/v1/partners/endpoints", "/api/v1/partners/deliveries"
SAID: dict[str, Any] = {
    "name": "ERP",
    "url": "https://erp.example.com/hook?token=t",
    "topics": [CHANGED],
}


async def test_an_endpoint_shows_its_secret_once_and_its_address_never(
    app_client: httpx.AsyncClient,
) -> None:
    made = (await app_client.post(ENDPOINTS, json=SAID)).json()
    assert made["secret"].startswith("whsec_")
    turned = await app_client.post(f"{ENDPOINTS}/{made['id']}/rotate", json={"keep_h": 1})
    assert turned.json()["secret"] not in ("", made["secret"])
    changed = {"name": "ERP 2", "topics": [CHANGED], "shop_ids": [3]}
    assert (await app_client.put(f"{ENDPOINTS}/{made['id']}", json=changed)).is_success
    for step, state in (("pause", "paused"), ("resume", "active")):
        answer = await app_client.post(f"{ENDPOINTS}/{made['id']}/{step}")
        assert answer.json()["state"] == state
    listed = await app_client.get(ENDPOINTS)
    assert "whsec_" not in listed.text
    assert "token" not in listed.text
    (one,) = listed.json()["items"]
    assert (one["name"], one["host"], one["shop_ids"]) == ("ERP 2", "erp.example.com", [3])
    assert (await app_client.delete(f"{ENDPOINTS}/{made['id']}")).status_code == 204
    assert (await app_client.get(ENDPOINTS)).json()["items"] == []


async def test_what_cannot_work_is_refused_when_it_is_entered(
    app_client: httpx.AsyncClient,
) -> None:
    refused: tuple[dict[str, Any], ...] = (
        {"url": "http://erp.example.com/"},
        {"url": "https://user@erp.example.com/"},
        {"topics": ["orders.nothing.v1"]},
        {"topics": []},
    )
    for wrong in refused:
        assert (await app_client.post(ENDPOINTS, json=SAID | wrong)).status_code == 422


async def test_the_ping_meets_the_same_wall_as_every_call(app_client: httpx.AsyncClient) -> None:
    made = (await app_client.post(ENDPOINTS, json=SAID | {"url": "https://127.0.0.1:9/"})).json()
    told = (await app_client.post(f"{ENDPOINTS}/{made['id']}/ping")).json()
    assert (told["outcome"], told["code"]) == ("failed", "address_not_public")


async def test_deliveries_are_listed_by_key_filtered_opened_and_replayed(
    app_client: httpx.AsyncClient, desk: Desk
) -> None:
    desk.at = clock.now()
    made = await desk.subscribe()
    await desk.plan(status=404, document={"error": "no route"})
    for n in range(3):
        await desk.happen(f"ORD-{n}", 1)
    await desk.carry()
    first = (await app_client.get(DELIVERIES, params={"limit": 2})).json()
    rest = (await app_client.get(DELIVERIES, params={"limit": 2, "cursor": first["next"]})).json()
    ids = [one["id"] for one in (*first["items"], *rest["items"])]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3
    assert rest["next"] is None
    failed = (await app_client.get(DELIVERIES, params={"outcome": "failed"})).json()["items"]
    assert [one["code"] for one in failed] == ["http:404"]
    page = (await app_client.get(f"{DELIVERIES}/{failed[0]['id']}")).json()
    assert page["data"]["number"] == page["key"]
    assert [one["excerpt"] for one in page["attempts"]] == ['{"error":"no route"}']
    told = await app_client.post(f"{DELIVERIES}/replay", json={"ids": ids})
    assert told.json() == {"replayed": 2}  # one waits already
    since = {"since": (desk.at - timedelta(days=31)).isoformat()}
    replay = f"{ENDPOINTS}/{made.endpoint_id}/replay"
    assert (await app_client.post(replay, json=since)).status_code == 422
    await desk.carry(timedelta(minutes=1))
    since = {"since": (desk.at - timedelta(days=1)).isoformat()}
    assert (await app_client.post(replay, json=since)).json() == {"replayed": 3}


async def test_a_key_of_some_shops_manages_no_webhooks(app_client: httpx.AsyncClient) -> None:
    app_client.base_url = app_client.base_url.join("/api/v1/")
    few = await make_key(app_client, permissions=["partners.manage", "partners.read"], shop_ids=[1])
    for answer in (
        await app_client.get("partners/endpoints", headers=few),
        await app_client.post("partners/endpoints", json=SAID, headers=few),
        await app_client.get("partners/deliveries", headers=few),
    ):
        assert answer.status_code == 403
