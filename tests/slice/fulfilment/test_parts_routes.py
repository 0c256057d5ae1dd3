"""Parts of an order over HTTP: split, shown, made whole again; refused with a reason."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.connector_kit.contract import ChannelLine
from orderhub.fulfilment.facade import Scan, Source
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.scans import take_scans
from orderhub.infra import clock
from orderhub.infra.db import Database, Tx
from orderhub.orders.facade import Fact, learn, standings
from tests.support.access import make_key
from tests.support.orders import add_shops, make_line, make_order, take_in

API = "/api/v1/fulfilment"
WAREHOUSE = {
    "code": "WH1",
    "name": "一号仓",
    "base_url": "https://wms.example.com",
    "customer_no": "C1",
    "owner_code": "O1",
    "app_key": "app",
    "method_prefix": "",
    "secret": "wms-secret-of-tests",
    "sender": {
        "name": "一号仓",
        "mobile": "057100000000",
        "province": "浙江省",
        "city": "杭州市",
        "detail_address": "仓前路1号",
    },
}


@pytest.fixture
async def number(app_client: httpx.AsyncClient, db: Database) -> str:
    """A reviewed order of two lines, three units and one, held so that it stays in the house."""
    return await held_order(app_client, db)


async def held_order(app_client: httpx.AsyncClient, db: Database) -> str:
    async with db.transaction() as tx:
        (shop_id,) = await add_shops(tx, "自营官网")
    body = {**WAREHOUSE, "shop_ids": [shop_id]}
    answer = await app_client.post(f"{API}/warehouses", json=body)
    assert answer.status_code == 201, answer.text
    async with db.transaction() as tx:
        (number,) = await take_in(tx, make_order(1, lines=lines_of(3, 1)), shop_id=shop_id)
    await said(db, number, "hold", on=True, name="manual")
    await said(db, number, "review", decision="approved")
    return number


def lines_of(*units: int) -> tuple[ChannelLine, ...]:
    """Lines 1 and 2 of so many units; none of no units."""
    return tuple(
        make_line(line_no=str(n), sku_code=f"SKU-{n}", quantity=quantity)
        for n, quantity in enumerate(units, 1)
        if quantity
    )


async def said(db: Database, number: str, kind: str, **data: Any) -> None:
    now = clock.now()
    async with db.transaction() as tx:
        (order,) = await standings(tx, refs=[number])
        fact = Fact(
            order_id=order.id, source="person", kind=kind, key=f"{kind}:{now}", occurred_at=now,
            learned_at=now, data=data,
        )  # fmt: skip
        await learn(tx, [fact])
        await followed(tx, number)


async def followed(tx: Tx, number: str) -> None:
    for order in await standings(tx, refs=[number]):
        await follow(tx, order, clock.now())


async def refunded(db: Database, number: str, *units: int) -> None:
    """The platform shows the order with lines of so many units."""
    now = clock.now()
    async with db.transaction() as tx:
        (order,) = await standings(tx, refs=[number])
        less = make_order(1, lines=lines_of(*units), modified_at=now)
        await take_in(tx, less, shop_id=order.shop_id)
        for _ in range(2):
            await followed(tx, number)


async def leaves(db: Database, number: str, code: str) -> None:
    now = clock.now()
    scan = Scan(
        source=Source.WMS, sender="w", key=code, order_ref=code, carrier="SF",
        waybill_no=f"SF-{code}", occurred_at=now,
    )  # fmt: skip
    async with db.transaction() as tx:
        (taken,) = await take_scans(tx, [scan], now)
        await followed(tx, number)
    assert taken.state == "applied"


async def exceptions_of(db: Database) -> list[tuple[Any, ...]]:
    sql = """
        SELECT cause, owner_role, resolution FROM order_exceptions WHERE kind = 'split_stale'
        ORDER BY id
    """
    async with db.transaction() as tx:
        return [tuple(row) for row in await tx.execute(text(sql))]


async def test_an_order_is_split_shown_and_made_whole_again(
    app_client: httpx.AsyncClient, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    whole = (await app_client.get(url)).json()
    assert whole == {
        "told_in": "units", "items": [], "together": [], "waits_for": "hold",
        "free": {"1": 3, "2": 1}, "blocked": "",
    }  # fmt: skip
    halves: list[dict[str, Any]] = [{"lines": {"1": 2}}, {"lines": {"1": 1, "2": 1}}]
    split = await app_client.put(url, json={"parts": halves})
    assert split.status_code == 200, split.text
    assert (await app_client.get(url)).json() == split.json()
    told = [(one["part"], one["state"], one["lines"]) for one in split.json()["items"]]
    assert told == [(1, "planned", {"1": 2}), (2, "planned", {"1": 1, "2": 1})]
    assert {(one["waits_for"], one["left"]) for one in split.json()["items"]} == {("hold", False)}

    lost = await app_client.put(url, json={"parts": [{"lines": {"1": 2}}, {"lines": {"2": 1}}]})
    assert (lost.status_code, lost.json()["type"]) == (409, "not_all_units")
    elsewhere = [halves[0], {**halves[1], "warehouse": "WH9"}]
    unknown = await app_client.put(url, json={"parts": elsewhere})
    assert (unknown.status_code, unknown.json()["type"]) == (409, "no_warehouse")
    one = await app_client.put(url, json={"parts": halves[:1]})
    assert (one.status_code, one.json()["type"]) == (409, "no_split")
    assert (await app_client.get(f"{API}/orders/ORD-0/parts")).status_code == 404

    assert (await app_client.delete(url)).json()["items"] == []
    again = await app_client.delete(url)
    assert (again.status_code, again.json()["type"]) == (409, "not_split")

    app_client.base_url = httpx.URL(f"{app_client.base_url}/api/v1")
    key = await make_key(app_client, permissions=["fulfilment.read"])
    path = url.removeprefix("/api/v1")
    assert (await app_client.get(path, headers=key)).status_code == 200
    refused = await app_client.put(path, headers=key, json={"parts": halves})
    assert refused.status_code == 403


async def test_when_a_part_left_and_a_line_of_another_is_refunded_the_rest_goes_by_itself(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    await app_client.put(url, json={"parts": [{"lines": {"1": 2}}, {"lines": {"1": 1, "2": 1}}]})
    await said(db, number, "hold", on=False, name="manual")
    await leaves(db, number, f"{number}-1")
    await refunded(db, number, 3, 0)
    shown = (await app_client.get(url)).json()
    told = [(p["part"], p["left"], p["state"], p["code"], p["lines"]) for p in shown["items"]]
    assert told == [
        (1, True, "sending", f"{number}-1", {"1": 2}),
        (2, False, "sending", f"{number}-3", {"1": 1}),
    ]
    assert (shown["free"], shown["blocked"]) == ({}, "at_warehouse")
    assert await exceptions_of(db) == []
    await leaves(db, number, f"{number}-3")
    async with db.transaction() as tx:
        (order,) = await standings(tx, refs=[number])
    assert order.stage == "shipped"


async def test_where_nobody_can_tell_which_part_holds_less_people_hear_of_it_and_split_again(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    thirds = [{"lines": {"2": 1}}, {"lines": {"1": 1}}, {"lines": {"1": 2}}]
    await app_client.put(url, json={"parts": thirds})
    await said(db, number, "hold", on=False, name="manual")
    await leaves(db, number, f"{number}-1")
    await refunded(db, number, 2, 1)
    assert await exceptions_of(db) == [("1:+1", "operations", None)]
    shown = (await app_client.get(url)).json()
    told = [(p["left"], p["state"], p["waits_for"]) for p in shown["items"]]
    assert told == [(True, "sending", None), *[(False, "cancelled", "split")] * 2]
    assert (shown["free"], shown["blocked"]) == ({"1": 2}, "")
    again = await app_client.put(url, json={"parts": [{"lines": {"1": 1}}] * 2})
    assert again.status_code == 200, again.text
    codes = [(p["part"], p["state"], p["code"]) for p in again.json()["items"]]
    assert codes == [(n, "sending", f"{number}-{code}") for n, code in ((1, 1), (2, 4), (3, 5))]
    assert await exceptions_of(db) == [("1:+1", "operations", "cause_gone")]
    await said(db, number, "hold", on=True, name="manual")
    joined = await app_client.delete(url)
    assert [p["lines"] for p in joined.json()["items"]] == [{"2": 1}, {"1": 2}]


async def test_parts_that_are_clear_go_on_while_a_person_is_asked_about_the_others(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    thirds = [{"lines": {"2": 1}}, {"lines": {"1": 1}}, {"lines": {"1": 2}}]
    await app_client.put(url, json={"parts": thirds})
    await refunded(db, number, 2, 1)
    assert await exceptions_of(db) == [("1:+1", "operations", None)]
    await said(db, number, "exception", on=True)
    await said(db, number, "hold", on=False, name="manual")
    shown = (await app_client.get(url)).json()["items"]
    assert [(p["state"], p["waits_for"]) for p in shown] == [
        ("planned", "exception"),
        *[("planned", "split")] * 2,
    ]
    await said(db, number, "exception", on=False)
    shown = (await app_client.get(url)).json()
    told = [(p["state"], p["code"], p["waits_for"]) for p in shown["items"]]
    assert told == [("sending", f"{number}-1", None), *[("planned", "", "split")] * 2]
    assert (shown["free"], shown["blocked"]) == ({"1": 2}, "")
    # What is there already stays where it is while a person says which part holds less.
    again = await app_client.put(url, json={"parts": [{"lines": {"1": 2}}]})
    told = [(p["state"], p["code"], p["lines"]) for p in again.json()["items"]]
    assert told == [
        ("sending", f"{number}-1", {"2": 1}),
        ("sending", f"{number}-2", {"1": 2}),
    ]
    assert await exceptions_of(db) == [("1:+1", "operations", "cause_gone")]


async def test_units_that_are_in_no_part_keep_none_of_the_parts_back(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    await app_client.put(url, json={"parts": [{"lines": {"1": 2}}, {"lines": {"1": 1, "2": 1}}]})
    await refunded(db, number, 4, 1)
    assert await exceptions_of(db) == [("1:-1", "operations", None)]
    await said(db, number, "hold", on=False, name="manual")
    shown = (await app_client.get(url)).json()
    assert {(p["state"], p["waits_for"]) for p in shown["items"]} == {("sending", None)}
    assert shown["free"] == {"1": 1}
    again = await app_client.put(url, json={"parts": [{"lines": {"1": 1}}]})
    told = [(p["state"], p["code"], p["lines"]) for p in again.json()["items"]]
    assert told == [
        ("sending", f"{number}-1", {"1": 2}),
        ("sending", f"{number}-2", {"1": 1, "2": 1}),
        ("sending", f"{number}-3", {"1": 1}),
    ]
    assert await exceptions_of(db) == [("1:-1", "operations", "cause_gone")]


async def test_a_split_of_which_no_part_holds_anything_ends_by_itself(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    await app_client.put(url, json={"parts": [{"lines": {"1": 3}}, {"lines": {"2": 1}}]})
    await refunded(db, number, 0, 0, 2)
    assert [one for *_, one in await exceptions_of(db)] in ([], ["cause_gone"])
    assert (await app_client.get(url)).json()["items"] == []
    await said(db, number, "hold", on=False, name="manual")
    (whole,) = (await app_client.get(url)).json()["items"]
    assert (whole["part"], whole["state"], whole["code"]) == (0, "sending", number)


async def test_what_is_left_of_a_split_goes_as_one_when_no_part_holds_it(
    app_client: httpx.AsyncClient, db: Database, number: str
) -> None:
    url = f"{API}/orders/{number}/parts"
    await app_client.put(url, json={"parts": [{"lines": {"1": 3}}, {"lines": {"2": 1}}]})
    await said(db, number, "hold", on=False, name="manual")
    await leaves(db, number, f"{number}-1")
    await refunded(db, number, 3, 0, 2)
    assert [one for *_, one in await exceptions_of(db)] in ([], ["cause_gone"])
    shown = (await app_client.get(url)).json()["items"]
    told = [(p["part"], p["left"], p["state"], p["lines"]) for p in shown]
    assert told == [(1, True, "sending", {"1": 3}), (2, False, "sending", {"3": 2})]
    await leaves(db, number, shown[1]["code"])
    async with db.transaction() as tx:
        (order,) = await standings(tx, refs=[number])
    assert order.stage == "shipped"
