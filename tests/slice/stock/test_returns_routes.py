"""Returned goods over HTTP: listed page by page, found, and only in the caller's shops."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.stock.facade import CameBack, take_returned, verify
from orderhub.stock.store.skus import ids_of
from tests.support.access import make_key
from tests.support.orders import add_shops
from tests.support.stock import balance, stock_up

RETURNS = "/api/v1/stock/returns"
Client = httpx.AsyncClient


@pytest.fixture
async def shops(db: Database) -> tuple[int, int]:
    """Two shops, one return of each, and one of an order that nobody knows."""
    async with db.transaction() as tx:
        first, second = await add_shops(tx, "自营官网", "另一家")
        await stock_up(tx, {"A": 0, "B": 0})
        for n, shop_id in enumerate((first, second, None), 1):
            back = CameBack(
                warehouse=f"WH{n}", message=f"M{n}", return_no=f"R{n}", shop_id=shop_id,
                number=f"ORD-{n}" if shop_id else "", at=clock.now() - timedelta(hours=9 - n),
                good={"A": n}, poor={("B", "CC"): 1} if n == 1 else {},
            )  # fmt: skip
            for _ in range(2):
                await take_returned(tx, back, clock.now())
    return first, second


async def listed(client: Client, key: dict[str, str] | None = None, **asked: Any) -> dict[str, Any]:
    answer = await client.get(RETURNS, params=asked, headers=key)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(page: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("number", "shop_id", "code", "units", "inventory_type", "warehouse", "return_no")
    return [tuple(one[name] for name in names) for one in page["items"]]


async def test_returned_goods_are_listed_newest_first_and_page_by_page(
    app_client: Client, shops: tuple[int, int]
) -> None:
    first, second = shops
    every = [
        ("", None, "A", 3, "", "WH3", "R3"),
        ("ORD-2", second, "A", 2, "", "WH2", "R2"),
        ("ORD-1", first, "B", 1, "CC", "WH1", "R1"),
        ("ORD-1", first, "A", 1, "", "WH1", "R1"),
    ]
    whole = await listed(app_client)
    assert (told(whole), whole["next"]) == (every, None)
    assert whole["warehouses"] == ["WH1", "WH2", "WH3"]
    paged: list[tuple[Any, ...]] = []
    cursor: dict[str, Any] = {}
    for size in (2, 2):
        page = await listed(app_client, limit=2, **cursor)
        assert len(page["items"]) == size
        paged += told(page)
        cursor = {"cursor": page["next"]}
    assert paged == every
    assert cursor == {"cursor": None}


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"q": "ORD-1"}, [2, 3]),
        ({"q": "R2"}, [1]),
        ({"q": "B"}, [2]),
        ({"good": False}, [2]),
        ({"good": True}, [0, 1, 3]),
        ({"warehouse": "WH1", "good": True}, [3]),
        ({"q": "NEVER"}, []),
    ],
)
async def test_returned_goods_are_found_by_number_condition_and_warehouse(
    app_client: Client, asked: dict[str, Any], places: list[int]
) -> None:
    whole = told(await listed(app_client))
    assert told(await listed(app_client, **asked)) == [whole[place] for place in places]


async def test_returned_goods_of_other_shops_and_of_nobody_s_are_hidden(
    app_client: Client, shops: tuple[int, int]
) -> None:
    app_client.base_url = httpx.URL(f"{app_client.base_url}/api/v1")
    own = await make_key(app_client, permissions=["stock.read"], shop_ids=[shops[1]])
    blind = await make_key(app_client, permissions=["orders.read"])
    app_client.base_url = httpx.URL(str(app_client.base_url).removesuffix("/api/v1/"))
    page = await listed(app_client, own)
    assert [one["number"] for one in page["items"]] == ["ORD-2"]
    assert page["warehouses"] == ["WH2"]
    assert (await app_client.get(RETURNS, headers=blind)).status_code == 403


async def test_returned_goods_that_nobody_knows_wait_for_a_person_who_says_which_sku_they_are(
    app_client: Client, db: Database, shops: tuple[int, int]
) -> None:
    now = clock.now()
    async with db.transaction() as tx:
        back = CameBack(
            warehouse="WH9", message="M9", return_no="R9", shop_id=shops[0], number="ORD-9",
            at=now, good={"A": 1, "OLD-A": 2},
        )  # fmt: skip
        await take_returned(tx, back, now)
        a = (await ids_of(tx, ["A"]))["A"]
    [row] = (await listed(app_client, known=False))["items"]
    assert (row["sku_id"], row["code"], row["title"], row["units"]) == (None, "OLD-A", "", 2)
    assert [one["id"] for one in (await listed(app_client, q="OLD-A"))["items"]] == [row["id"]]
    assert await waiting(app_client) == 1

    named = f"{RETURNS}/{row['id']}/sku"
    answers = [await app_client.put(named, json={"sku_id": sku}) for sku in (a + 999, a, a)]
    assert [one.status_code for one in answers] == [404, 204, 409]
    assert (await listed(app_client, known=False))["items"] == []
    assert await waiting(app_client) == 0
    async with db.transaction() as tx:
        assert await balance(tx, "A") == (9, 0, 0, 9)
        assert await verify(tx) == []


async def test_only_who_manages_stock_and_sees_the_shop_says_what_came_back(
    app_client: Client, db: Database, shops: tuple[int, int]
) -> None:
    async with db.transaction() as tx:
        back = CameBack(
            warehouse="WH9", message="M9", return_no="R9", shop_id=shops[0], number="",
            at=clock.now(), good={"OLD-A": 2},
        )  # fmt: skip
        await take_returned(tx, back, clock.now())
    [row] = (await listed(app_client, known=False))["items"]
    app_client.base_url = httpx.URL(f"{app_client.base_url}/api/v1")
    reader = await make_key(app_client, permissions=["stock.read"])
    other = await make_key(app_client, permissions=["stock.manage"], shop_ids=[shops[1]])
    app_client.base_url = httpx.URL(str(app_client.base_url).removesuffix("/api/v1/"))
    named = f"{RETURNS}/{row['id']}/sku"
    for key, status in ((reader, 403), (other, 404)):
        answer = await app_client.put(named, json={"sku_id": 1}, headers=key)
        assert answer.status_code == status, answer.text


async def waiting(client: Client) -> int:
    """How many returned goods wait for somebody who knows them."""
    return (await client.get("/api/v1/stock/summary")).json()["unknown_returns"]
