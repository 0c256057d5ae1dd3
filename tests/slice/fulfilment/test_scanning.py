"""Scans over HTTP and parked ones: each once, never lost, never more than was ordered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.fulfilment.service import scans as service
from orderhub.fulfilment.service.scans import refold, take_scans
from orderhub.infra.db import Database, Tx
from tests.slice.fulfilment.conftest import make_scan
from tests.support.orders import PLACED, make_order, take_in

API = "/api/v1/fulfilment"
NOW = PLACED + timedelta(days=1)


def body(scan_id: str = "s1", order: str = "E1", **over: Any) -> dict[str, Any]:
    return {
        "scan_id": scan_id,
        "order": order,
        "carrier": "SF",
        "waybill_no": "SF10001",
        "scanned_at": NOW.isoformat(),
        **over,
    }


async def scan(client: httpx.AsyncClient, *scans: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    answer = await client.post(f"{API}/scans", json={"scans": scans}, headers=headers)
    assert answer.status_code == 200, answer.text
    return [(one["state"], one["reason"]) for one in answer.json()["results"]]


async def test_a_call_of_scans_is_applied_parked_or_refused_one_by_one_and_repeats_do_nothing(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        [number, _] = await take_in(tx, make_order(1), make_order(2, status="cancelled"))
    call = (
        body("s1", number),
        body("s1", number),
        body("s2", "E1", waybill_no="SF10002"),
        body("s3", "E2"),
        body("s4", "E9"),
    )
    first = [
        ("applied", ""),
        ("repeated", ""),
        ("excepted", "too_many_units"),
        ("excepted", "after_cancel"),
        ("parked", "unknown_order"),
    ]
    assert await scan(app_client, *call, key="k1") == first
    assert await scan(app_client, *call, key="k1") == first
    assert (await scan(app_client, *call))[0] == ("repeated", "")
    packages = (await app_client.get(f"{API}/packages", params={"q": "SF10001"})).json()["items"]
    assert [(p["number"], p["units"]) for p in packages] == [(number, {"SKU-1": 2})]
    order = (await app_client.get(f"/api/v1/orders/{number}")).json()
    assert order["stage"] == "shipped"
    assert "exception" in order["flags"]
    waiting = (await app_client.get(f"{API}/scans")).json()["items"]
    assert sorted(one["reason"] for one in waiting) == [
        "after_cancel",
        "too_many_units",
        "unknown_order",
    ]
    told = (await app_client.get(f"{API}/counts")).json()
    assert (told["scans"], told["merges"]) == (3, 0)


async def test_an_order_that_left_is_in_one_lane_until_its_channel_knows_and_in_the_next_then(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async def lanes() -> dict[str, tuple[int, list[str]]]:
        found: dict[str, tuple[int, list[str]]] = {}
        for lane in (await app_client.get("/api/v1/orders/flow")).json()["lanes"][:6]:
            listed = await app_client.get("/api/v1/orders", params={"lane": lane["lane"]})
            numbers = [order["external_no"] for order in listed.json()["items"]]
            if lane["n"] or numbers:
                found[lane["lane"]] = (lane["n"], numbers)
        return found

    async with db.transaction() as tx:
        await take_in(tx, make_order(1), make_order(2), make_order(3, status="shipped"))
    await scan(app_client, body("s1", "E1"))
    waiting = {"awaiting_review": (1, ["E2"]), "in_transit": (1, ["E3"])}
    assert await lanes() == {**waiting, "untold": (1, ["E1"])}
    async with db.transaction() as tx:
        await take_in(tx, make_order(1, status="shipped", modified_at=NOW))
    assert await lanes() == {**waiting, "in_transit": (2, ["E3", "E1"])}


async def test_a_scan_before_its_order_is_applied_when_the_order_comes(tx: Tx) -> None:
    (taken,) = await take_scans(tx, [make_scan()], NOW)
    assert taken.state == "parked"
    assert (await refold(tx, NOW)).settled == 0
    await take_in(tx, make_order(1))
    assert (await refold(tx, NOW)).settled == 1
    (again,) = await take_scans(tx, [make_scan()], NOW)
    assert again.state == "repeated"
    assert again.number.startswith("ORD-")


async def test_a_scan_that_nobody_claims_goes_to_a_person_after_a_week(tx: Tx) -> None:
    await take_scans(tx, [make_scan()], NOW)
    assert (await refold(tx, NOW + timedelta(days=6))).settled == 0
    assert (await refold(tx, NOW + timedelta(days=8))).settled == 1
    (again,) = await take_scans(tx, [make_scan()], NOW)
    assert (again.state, again.reason) == ("excepted", "never_matched")


async def test_a_new_waybill_that_comes_before_its_parcel_is_the_parcel_s_once_it_came(
    tx: Tx,
) -> None:
    await take_in(tx, make_order(1))
    first = make_scan()
    change = replace(first, key="change", waybill_no="SF2", replaces=first.waybill_no, units={})
    [taken] = await take_scans(tx, [change], NOW)
    assert (taken.state, taken.reason) == ("parked", "no_such_waybill")
    [taken] = await take_scans(tx, [first], NOW)
    assert taken.state == "applied"
    assert (await refold(tx, NOW)).settled == 1
    waybills = await tx.execute(text("SELECT waybill_no FROM packages"))
    assert list(waybills.scalars()) == ["SF2"]


async def test_a_new_waybill_of_no_parcel_goes_to_a_person_after_an_hour(tx: Tx) -> None:
    await take_in(tx, make_order(1))
    change = make_scan(waybill_no="SF2", replaces="SF404")
    await take_scans(tx, [change], NOW)
    assert (await refold(tx, NOW + timedelta(minutes=50))).settled == 0
    assert (await refold(tx, NOW + timedelta(minutes=61))).settled == 1
    [again] = await take_scans(tx, [change], NOW)
    assert (again.state, again.reason) == ("excepted", "no_such_waybill")


async def test_scans_that_nobody_claims_keep_none_that_came_later_waiting(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 3)
    strange = [make_scan(key=f"x{n}", order_ref=f"X{n}", waybill_no=f"SF9{n}") for n in range(5)]
    await take_scans(tx, [*strange, make_scan()], NOW)
    await take_in(tx, make_order(1))
    settled, after = 0, 0
    for _ in range(2):
        looked = await refold(tx, NOW, after)
        settled, after = settled + looked.settled, looked.after
    assert settled == 1
    (again,) = await take_scans(tx, [make_scan()], NOW)
    assert again.state == "repeated"
    assert (await refold(tx, NOW, after)).after == 0  # then it begins anew at the oldest


async def test_an_order_of_a_shop_out_of_sight_is_as_unknown_as_none(tx: Tx) -> None:
    await take_in(tx, make_order(1))
    (taken,) = await take_scans(tx, [make_scan(shops=frozenset({2}))], NOW)
    assert (taken.state, taken.number) == ("parked", "")
    assert (await refold(tx, NOW)).settled == 0
