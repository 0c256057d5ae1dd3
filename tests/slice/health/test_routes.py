"""What the board, the incidents and the monitor tell, and to whom."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.connector_kit.causes import Words
from orderhub.connector_kit.session import Call
from orderhub.health.facade import Finding, Peer, Recorder, judge, know_peer, open_incident
from orderhub.infra import clock
from orderhub.infra.db import Database
from tests.support.app import running_app
from tests.support.orders import add_shops

API = "/api/v1"
ORDERS: dict[str, list[dict[str, str]]] = {"orders": [{}]}


def call(shop: int, code: str = "", channel_code: str = "", at: datetime | None = None) -> Call:
    return Call(
        channel="website",
        shop=str(shop),
        app_key="",
        method="orders.list",
        outcome="failed" if code else "ok",
        code=code,
        channel_code=channel_code,
        ms=40,
        at=at or clock.now(),
    )


@pytest.fixture
async def shop(db: Database) -> int:
    async with db.transaction() as tx:
        (shop_id,) = await add_shops(tx, "Shop One")
    return shop_id


async def record(db: Database, *calls: Call) -> None:
    recorder = Recorder(db)
    for one in calls:
        recorder.record(one)
    await recorder.flush()
    async with db.transaction() as tx:
        await judge(tx, clock.now())


async def get(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_board_tells_figures_since_when_and_the_cause(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    good = [call(shop) for _ in range(7)]
    bad = [call(shop, "channel_unavailable", "net:dns") for _ in range(3)]
    await record(db, *good, *bad)
    (line,) = (await get(app_client, "/health/board"))["shops"]
    (api,) = line["apis"]
    assert (line["shop_id"], api["calls"], api["ok_rate"], api["failures"]) == (shop, 10, 0.7, 3)
    assert 30 <= api["p50_ms"] <= 50
    assert api["failing_since"] is not None
    assert api["last_error"]["means"]["cause"] == "host_unknown"
    assert api["codes"][0]["n"] == 3


async def test_a_refusal_is_an_answer_in_every_figure(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    refused = [call(shop, "channel_refused", "S004 too late") for _ in range(2)]
    await record(db, *refused, call(shop, "already_done"))
    (line,) = (await get(app_client, "/health/board"))["shops"]
    (api,) = line["apis"]
    (point,) = (await get(app_client, "/health/series"))["points"]
    (channel,) = (await get(app_client, "/health/comparison"))["channels"]
    for told in (api, point, channel):
        assert (told["failed"], told["refused"], told["ok_rate"]) == (3, 3, 1.0)
    assert channel["availability"] == 1.0
    assert (api["failures"], api["breaker"]) == (0, "closed")


async def test_a_peer_stands_beside_the_shops_and_a_break_names_it(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    peer = Peer(peer="warehouse:3", name="一号仓", shop_ids=[shop])
    async with db.transaction() as tx:
        await know_peer(tx, peer)
    line = {"shop": peer.peer, "channel": "warehouse", "method": "deliveryorder.create"}
    good = replace(call(shop), **line)
    bad = [replace(call(shop, "outcome_unknown", "http:503"), **line) for _ in range(5)]
    await record(db, call(shop), good, *bad)
    board = await get(app_client, "/health/board")
    (seen,) = board["peers"]
    (api,) = seen["apis"]
    assert (seen["peer"], seen["kind"], seen["name"], seen["shop_ids"]) == (
        "warehouse:3",
        "warehouse",
        "一号仓",
        [shop],
    )
    assert (api["calls"], api["failures"]) == (6, 5)
    assert api["last_good_at"] is not None
    assert api["last_error"]["means"]["what"]["zh"] == "仓库没有正常回答"
    assert [len(one["apis"]) for one in board["shops"]] == [1]
    assert board["shops"][0]["incidents"] == []
    (one,) = (await get(app_client, "/incidents"))["items"]
    assert seen["incidents"] == [one["id"]]
    assert "一号仓" in one["title"]["zh"]
    whole = await get(app_client, f"/incidents/{int(one['id'])}")
    assert {found["peer"] for found in whole["evidence"]} == {peer.peer}
    assert [found["shop_id"] for found in whole["affected"]] == [shop]
    for asked, n in (({"peer": peer.peer}, 6), ({"shop_id": shop}, 1), ({}, 7)):
        points = (await get(app_client, "/health/series", **asked))["points"]
        assert sum(point["calls"] for point in points) == n
    assert [c["channel"] for c in (await get(app_client, "/health/comparison"))["channels"]] == [
        "website"
    ]


async def test_series_and_comparison_come_from_the_same_calls(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    await record(db, *[call(shop) for _ in range(4)], call(shop, "rate_limited", "7"))
    series = await get(app_client, "/health/series", shop_id=shop)
    assert sum(point["calls"] for point in series["points"]) == 5
    assert series["points"][-1]["codes"] == {"rate_limited · 7": 1}
    (channel,) = (await get(app_client, "/health/comparison"))["channels"]
    assert (channel["calls"], channel["ok_rate"], channel["availability"]) == (5, 0.8, 1.0)
    assert (await get(app_client, "/health/series", shop_id=shop, method="other"))["points"] == []


async def test_the_error_book_explains_each_channel_and_what_holds_for_all(
    app_client: httpx.AsyncClient,
) -> None:
    items = (await get(app_client, "/health/errors"))["items"]
    assert {item["channel"] for item in items} >= {"", "taobao", "jd", "website", "warehouse"}
    assert all(item["remedy"]["zh"] and item["remedy"]["en"] for item in items)


async def test_an_incident_is_read_acknowledged_assigned_and_closed(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    await record(db, call(shop, "scope_missing", "11"))
    (one,) = (await get(app_client, "/incidents", state="current"))["items"]
    path = f"/incidents/{int(one['id'])}"
    whole = await get(app_client, path)
    assert [entry["kind"] for entry in whole["timeline"]] == ["opened"]
    assert [found["channel_code"] for found in whole["evidence"]] == ["11"]
    assert whole["affected"][0] | {"state": ""} == {
        "shop_id": shop,
        "name": "Shop One",
        "state": "",
        "orders_waiting": 0,
        "orders_late": 0,
    }
    known = await app_client.post(f"{API}{path}/acknowledge")
    assert (known.json()["state"], known.json()["owner"]) == ("acknowledged", "admin")
    assert (await app_client.post(f"{API}{path}/acknowledge")).status_code == 409
    given = await app_client.post(f"{API}{path}/assign", json={"owner": "wang"})
    assert given.json()["owner"] == "wang"
    over = await app_client.post(f"{API}{path}/resolve", json={"reason": "API not used"})
    assert over.json()["state"] == "resolved"
    kinds = [entry["kind"] for entry in (await get(app_client, path))["timeline"]]
    assert kinds == ["opened", "acknowledged", "assigned", "resolved"]
    assert (await get(app_client, "/incidents", state="current"))["items"] == []


async def test_another_slice_opens_an_incident_in_its_own_words(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    finding = Finding(
        cause="completeness_gap",
        subject=f"shop:{shop}",
        shop_ids=(shop,),
        at=clock.now(),
        told=True,
        words=(Words("少了 3 单", "3 orders missing"), Words("已自动补拉", "Being caught up")),
    )
    for _ in range(2):
        async with db.transaction() as tx:
            await open_incident(tx, finding, clock.now())
    (one,) = (await get(app_client, "/incidents"))["items"]
    assert (one["what"]["zh"], one["remedy"]["en"]) == ("少了 3 单", "Being caught up")


async def test_two_judges_at_once_open_one_incident(db: Database, shop: int) -> None:
    async def found() -> None:
        finding = Finding(cause="auth_revoked", subject="shop:1", shop_ids=(shop,), at=clock.now())
        async with db.transaction() as tx:
            await open_incident(tx, finding, clock.now())

    await asyncio.gather(*(found() for _ in range(6)))
    async with db.transaction() as tx:
        n = (await tx.execute(text("SELECT count(*) FROM incidents"))).scalar_one()
    assert n == 1


async def test_the_monitor_reads_incidents_and_recent_calls_without_names(
    app_client: httpx.AsyncClient, db: Database, shop: int
) -> None:
    await record(db, call(shop), call(shop, "scope_missing", "11"))
    told = (await app_client.get("/metrics")).text
    assert 'hub_health_incidents_rows{cause="scope_missing"} 1.0' in told
    assert 'hub_health_recent_calls{channel="website",direction="out",outcome="failed"} 1.0' in told
    assert "hub_health_silence_seconds" in told
    assert "Shop One" not in told


async def test_every_push_is_recorded_for_the_shop_it_addresses_with_how_it_ended(
    db: Database, tmp_path: Path
) -> None:
    async with running_app(db, tmp_path) as client:
        body = {"channel": "website", "name": "Site", "credentials": {"webhook_secret": "s"}}
        shop_id = (await client.post(f"{API}/shops", json=body)).json()["id"]
        path = f"/ingest/v1/website/{shop_id}/orders"
        assert (await client.post(path, json=ORDERS)).status_code == 401
        key = {"name": "till", "permissions": ["ingest.push"]}
        secret = (await client.post(f"{API}/api-keys", json=key)).json()["key"]
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "a-first-push"}
        assert (await client.post(path, json=ORDERS, headers=headers)).is_success
    async with db.transaction() as tx:  # The record is complete once the process has stopped.
        found = await tx.execute(text("SELECT direction, method, code FROM api_calls ORDER BY id"))
    assert [(row.direction, row.method, row.code) for row in found] == [
        ("in", "push.orders", "push_not_signed"),
        ("in", "push.orders", ""),
    ]
