"""Listeners over HTTP: written, tried on what happened, switched, gone back, explained."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from orderhub.infra.db import Database
from tests.slice.listeners.conftest import Hearing
from tests.support.orders import add_shops, make_order, take_in

API = "/api/v1"
Json = dict[str, Any]
SPEC: Json = {
    "name": "要紧的单子",
    "events": ["order_changed"],
    "to_stages": ["shipped"],
    "when": "order.total >= 100.0",
    "actions": [{"kind": "tag", "tag": "urgent"}],
    "debounce_minutes": 0,
}


@pytest.fixture
def hearing(app_client: httpx.AsyncClient, db: Database) -> Hearing:  # noqa: ARG001 - its key is in force first
    return Hearing(db)


async def write(client: httpx.AsyncClient, **over: Any) -> Json:
    answer = await client.post(f"{API}/listeners", json=SPEC | over)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def switch(client: httpx.AsyncClient, one: Json, state: str) -> Json:
    body = {"state": state, "based_on": one["version"]}
    answer = await client.put(f"{API}/listeners/{one['id']}/state", json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def ship(hearing: Hearing, *numbers: int, shop_id: int = 1) -> None:
    """Orders come in and are shipped a day later, by their channel's word."""
    for status, later in (("to_ship", 0), ("shipped", 24)):
        at = timedelta(hours=later)
        orders = [make_order(n, status=status) for n in numbers]
        async with hearing.db.transaction() as tx:
            await take_in(
                tx,
                *(make_order(n, status=status, modified_at=o.modified_at + at)
                  for n, o in zip(numbers, orders, strict=True)),
                shop_id=shop_id,
            )  # fmt: skip


async def test_every_change_is_a_version_and_one_may_go_back_to_it(
    app_client: httpx.AsyncClient,
) -> None:
    one = await write(app_client)
    assert (one["state"], one["version"]) == ("draft", 1)
    live = await switch(app_client, one, "live")
    place = f"{API}/listeners/{one['id']}"
    body = {"spec": SPEC | {"when": "order.total >= 900.0"}, "based_on": live["version"]}
    changed = await app_client.put(place, json=body)
    assert (changed.json()["state"], changed.json()["version"]) == ("live", 3)
    stale = await app_client.put(place, json=body)
    assert (stale.status_code, stale.json()["type"]) == (409, "stale_version")
    back = await app_client.post(f"{place}/versions/1/restore")
    assert (back.json()["state"], back.json()["spec"]["when"]) == ("live", SPEC["when"])
    versions = (await app_client.get(f"{place}/versions")).json()["items"]
    assert [(v["version"], v["state"], v["restored_from"]) for v in versions] == [
        (4, "live", 1),
        (3, "live", None),
        (2, "live", None),
        (1, "draft", None),
    ]
    assert {v["changed_by"] for v in versions} == {"admin"}


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"when": "order.colour == 1"}, "1:7 order has no 'colour'"),
        ({"actions": [{"kind": "tag", "tag": "purple"}]}, "'purple' is not defined"),
        ({"actions": []}, "name at least one action"),
    ],
)
async def test_a_faulty_listener_is_refused_with_what_is_wrong(
    app_client: httpx.AsyncClient, over: Json, told: str
) -> None:
    answer = await app_client.post(f"{API}/listeners", json=SPEC | over)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


async def test_a_trial_says_of_past_events_what_the_live_listener_then_does(
    app_client: httpx.AsyncClient, hearing: Hearing
) -> None:
    await ship(hearing, 1, 2, 3)
    body = {"spec": SPEC | {"runs_per_hour": 2}}
    tried = (await app_client.post(f"{API}/listeners/trial", json=body)).json()
    assert (tried["looked_at"], tried["matched"], tried["acted"], tried["capped"]) == (3, 3, 2, 1)
    assert (tried["whole"], tried["untried"]) == (True, [])
    first = tried["first"][0]
    assert (first["stage_before"], first["stage"]) == ("awaiting_review", "shipped")
    assert first["values"] == {"order.total": 100.0}
    assert await hearing.runs() == []
    live = await switch(app_client, await write(app_client, runs_per_hour=2), "live")
    await hearing.hear()
    runs = (await app_client.get(f"{API}/listener-runs?listener_id={live['id']}")).json()
    assert [run["state"] for run in runs["items"]] == ["capped", "acted", "acted"]
    acted = runs["items"][-1]
    assert acted["outcomes"] == [
        {"kind": "tag", "result": "done", "code": "", "what": "urgent", "told": None}
    ]
    page = (await app_client.get(f"{API}/listener-runs?limit=2")).json()
    rest = (await app_client.get(f"{API}/listener-runs?before={page['next']}")).json()
    assert [r["id"] for r in page["items"] + rest["items"]] == [r["id"] for r in runs["items"]]
    of_order = (await app_client.get(f"{API}/listener-runs?number={acted['number']}")).json()
    assert [run["id"] for run in of_order["items"]] == [acted["id"]]


async def test_a_trial_asks_the_order_as_it_stood_and_tells_exceptions_again(
    app_client: httpx.AsyncClient, hearing: Hearing
) -> None:
    await ship(hearing, 1)
    async with hearing.db.transaction() as tx:
        await take_in(tx, make_order(2, province="", city="", district=""))
    past = SPEC | {"events": ["order_received"], "to_stages": [], "when": ""}
    received = (await app_client.post(f"{API}/listeners/trial", json={"spec": past})).json()
    assert [one["stage"] for one in received["first"]] == ["awaiting_review", "awaiting_review"]
    raised = {**past, "events": ["exception_raised", "exception_escalated"]}
    raised["when"] = 'event.exception == "bad_address"'
    told = (await app_client.post(f"{API}/listeners/trial", json={"spec": raised})).json()
    assert (told["matched"], told["untried"]) == (1, ["exception_escalated"])


async def test_who_sees_one_shop_reads_its_runs_and_changes_nothing(
    app_client: httpx.AsyncClient, hearing: Hearing
) -> None:
    async with hearing.db.transaction() as tx:
        own, foreign = await add_shops(tx, "own", "foreign")
    await switch(app_client, await write(app_client), "live")
    elsewhere = await write(app_client, shops=[foreign])
    await ship(hearing, 1, shop_id=own)
    await ship(hearing, 2, shop_id=foreign)
    await hearing.hear()
    key = {"name": "till", "permissions": ["listeners.read", "listeners.manage"], "shop_ids": [own]}
    made = await app_client.post(f"{API}/api-keys", json=key)
    transport = app_client._transport  # pyright: ignore[reportPrivateUsage]
    headers = {"Authorization": f"Bearer {made.json()['key']}"}
    async with httpx.AsyncClient(
        transport=transport, base_url=app_client.base_url, headers=headers
    ) as theirs:
        runs = (await theirs.get(f"{API}/listener-runs")).json()["items"]
        assert [run["shop_id"] for run in runs] == [own]
        assert (await theirs.get(f"{API}/listeners/{elsewhere['id']}")).status_code == 404
        trial = await theirs.post(f"{API}/listeners/trial", json={"spec": SPEC})
        assert trial.json()["matched"] == 1
        assert (await theirs.post(f"{API}/listeners", json=SPEC)).status_code == 403
