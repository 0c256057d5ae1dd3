"""What a system pushes in its own JSON: each row once, the bad ones aside, proof first."""

from typing import Any

import httpx
import orjson
import pytest

from orderhub.infra.db import Database
from orderhub.orders.facade import Fact, learn, standings
from tests.slice.sources.conftest import MAPPING, Wms, doc
from tests.support.canary import assert_no_canary
from tests.support.orders import PLACED, make_order, take_in


@pytest.fixture
async def numbers(db: Database) -> list[str]:
    async with db.transaction() as tx:
        return await take_in(tx, *(make_order(n) for n in (1, 2, 3, 4)))


async def reviewed(db: Database, number: str) -> None:
    async with db.transaction() as tx:
        (order,) = await standings(tx, refs=[number])
        fact = Fact(order_id=order.id, source="person", kind="review", key="r1",
            occurred_at=PLACED, learned_at=PLACED, data={"decision": "approved"})  # fmt: skip
        await learn(tx, [fact])


async def test_each_row_has_its_own_end_and_to_send_them_again_changes_nothing(
    wms: Wms, numbers: list[str]
) -> None:
    await wms.publish()
    rows = (
        doc("E1", items=[{"code": "SKU-1", "n": 1}]),
        doc(numbers[1], "SF10002"),
        doc("E3", "SF10003", st="飞走了"),
        doc("E99", "SF10099"),
        doc("E2", "SF10022"),
        doc("E4", "SF10004", st="QS"),
    )
    first = [
        ("taken", ""),
        ("taken", ""),
        ("set_aside", "unknown_word"),
        ("waiting", "unknown_order"),
        ("excepted", "too_many_units"),
        ("set_aside", "unknown_parcel"),
    ]
    assert await wms.push(*rows) == first
    assert [await wms.stage(n) for n in numbers[:3]] == [
        "partially_shipped",
        "shipped",
        "awaiting_review",
    ]
    again = [("repeated", ""), ("repeated", ""), *first[2:]]
    assert await wms.push(*reversed(rows)) == again[::-1]
    packages = (await wms.client.get("/api/v1/fulfilment/packages")).json()["items"]
    assert sorted((p["number"], p["units"]["SKU-1"]) for p in packages) == [
        (numbers[0], 1),
        (numbers[1], 2),
    ]
    assert len(await wms.aside()) == 2
    shown = (await wms.client.get(wms.url)).json()
    assert (shown["last_outcome"], shown["day_rows"], shown["set_aside"]) == ("ok", 12, 2)


async def test_words_that_come_before_their_parcel_are_replayed_after_it(
    wms: Wms, numbers: list[str]
) -> None:
    await wms.publish()
    await reviewed(wms.db, numbers[0])
    assert await wms.push(doc("E1", st="DB", no="")) == [("taken", "")]
    assert await wms.push(doc("E1", st="DB", no="")) == [("repeated", "")]
    order = (await wms.client.get(f"/api/v1/orders/{numbers[0]}")).json()
    assert "at_warehouse" in order["flags"]
    signed, left = doc("E1", st="QS"), doc("E1")
    assert await wms.push(signed, left, left) == [
        ("taken", ""),
        ("taken", ""),
        ("repeated", ""),
    ]
    assert await wms.stage(numbers[0]) == "delivered"
    assert await wms.push(doc("E2", "SF2", st="QS")) == [("set_aside", "contract_violation")]
    assert await wms.push(doc("E2", "SF10002", st="QS")) == [("set_aside", "unknown_parcel")]
    assert await wms.push(doc("E2", "SF10002")) == [("taken", "")]
    (replayed,) = await wms.replay(reason="unknown_parcel")
    assert (replayed["closed"], replayed["number"]) == (True, numbers[1])
    assert await wms.stage(numbers[1]) == "delivered"


async def test_what_came_before_a_mapping_is_kept_and_goes_in_once_it_is_mended(
    wms: Wms, numbers: list[str]
) -> None:
    rows = (doc("E1"), doc("E2", "SF10002", st="OUT"), doc("E3", "SF10003", kd="顺丰"))
    assert await wms.push(*rows) == [("set_aside", "no_mapping")]
    trial = await wms.client.post(f"{wms.url}/mapping/trial", json=MAPPING)
    assert trial.status_code == 200, trial.text
    told = [(row["mapped"].get("order"), row["trouble"]) for row in trial.json()["rows"]]
    assert [(order, why and (why["reason"], why["field"])) for order, why in told] == [
        ("E1", None),
        (None, ("unknown_word", "event")),
        ("E3", ("unknown_word", "carrier")),
    ]
    await wms.publish()
    assert [one["closed"] for one in await wms.replay()] == [True]
    assert await wms.stage(numbers[0]) == "shipped"
    assert sorted(one["field"] for one in await wms.aside()) == ["carrier", "event"]
    words = {"event": {**MAPPING["words"]["event"], "OUT": "shipped"}, "carrier": {"顺丰": "SF"}}
    assert await wms.publish({**MAPPING, "words": words}) == 2
    assert [one["closed"] for one in await wms.replay()] == [True, True]
    assert [await wms.stage(n) for n in numbers[:3]] == ["shipped"] * 3
    assert await wms.aside() == []
    back = await wms.client.post(f"{wms.url}/mapping/1/restore")
    assert (back.json()["version"], back.json()["restored_from"]) == (3, 1)
    assert await wms.push(doc("E4", "SF10004", st="OUT")) == [("set_aside", "unknown_word")]
    (entry,) = await wms.aside()
    gone = {"ids": [int(entry["id"])], "reason": "测试单"}
    closed = (await wms.client.post(f"{wms.url}/aside/dismiss", json=gone)).json()
    assert closed["dismissed"] == [entry["id"]]
    assert (await wms.aside("dismissed"))[0]["closed_by"].startswith("user:")


async def test_only_who_can_prove_it_is_believed(wms: Wms, numbers: list[str]) -> None:
    await wms.publish()
    body = orjson.dumps({"docs": [doc("E1")]})
    for wrong in (
        {},
        {"webhook-id": "m1"},
        wms.webhook(b"{}"),
        wms.plain(b"{}"),
        {"X-Hub-Signature-256": "sha256="},
        {"Authorization": "Bearer ohk_nobody"},
    ):
        assert (await wms.post(body, wrong)).status_code == 401, wrong
    assert await wms.stage(numbers[0]) == "awaiting_review"
    signed = wms.webhook(body)
    first = await wms.post(body, signed)
    assert (await wms.post(body, signed)).json() == first.json()
    assert first.json()["results"][0]["result"] == "taken"
    again = await wms.post(body, wms.plain(body))
    assert again.json()["results"][0]["result"] == "repeated"
    old = wms.plain(body)
    rotated = await wms.client.post(f"{wms.url}/rotate", json={"keep_h": 0})
    assert (await wms.post(body, old)).status_code == 401
    wms.secret = rotated.json()["secret"]
    assert (await wms.post(body, wms.plain(body))).status_code == 200
    await wms.client.post(f"{wms.url}/pause")
    paused = await wms.post(body, wms.key)
    assert (paused.status_code, paused.json()["type"]) == (503, "source_paused")
    await wms.client.post(f"{wms.url}/resume")
    assert (await wms.post(b"{", wms.key)).status_code == 422
    shown = (await wms.client.get(wms.url)).json()
    assert (shown["last_outcome"], shown["last_code"]) == ("failed", "invalid_input")
    assert (await wms.client.delete(wms.url)).status_code == 204
    assert (await wms.post(body, wms.key)).status_code == 404
    deeds = (await wms.client.get("/api/v1/audit-log", params={"limit": 50})).json()["items"]
    done = {one["action"] for one in deeds if one["action"].startswith("sources.")}
    assert done == {f"sources.{did}" for did in (
        "add", "publish_mapping", "rotate", "pause", "resume", "remove")}  # fmt: skip


async def test_people_in_a_row_are_shown_to_nobody(wms: Wms, app_client: httpx.AsyncClient) -> None:
    await wms.publish()
    person: dict[str, Any] = {"receiverName": "张三丰", "tel": "13812345678"}
    await wms.push(doc("E1", st="?", **person))
    (entry,) = await wms.aside()
    shown = (await app_client.get(f"{wms.url}/aside/{entry['id']}")).json()
    assert shown["payload"] == doc("E1", st="?", receiverName="****", tel="****")
    sample = (await app_client.get(f"{wms.url}/sample")).json()
    trial = (await app_client.post(f"{wms.url}/mapping/trial", json=MAPPING)).json()
    assert sample["payload"]["docs"][0]["tel"] == "****"
    assert trial["rows"][0]["raw"]["receiverName"] == "****"
    await assert_no_canary(wms.db, person.values())
