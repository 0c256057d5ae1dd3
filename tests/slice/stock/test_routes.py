"""The stock desk over HTTP: goods, counts, mapping with suggestions, allocation, import."""

import io
from typing import Any

import httpx
import pytest
from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs] - it ships none

from orderhub.infra.db import Database
from tests.support.orders import add_shops, make_line, make_order, take_in

STOCK = "/api/v1/stock"
Client = httpx.AsyncClient


@pytest.fixture
async def shop(app_client: Client, db: Database) -> int:
    """A shop of our own website that takes part."""
    async with db.transaction() as tx:
        (shop_id,) = await add_shops(tx, "自营官网")
    answer = await app_client.put(f"{STOCK}/shops/{shop_id}", json={"active": True})
    assert answer.status_code == 204, answer.text
    return shop_id


async def add(client: Client, code: str, units: int | None = None, **more: Any) -> dict[str, Any]:
    body = {"code": code, "title": f"纯棉短袖 {code}", **more}
    answer = await client.post(f"{STOCK}/skus", json=body)
    assert answer.status_code == 201, answer.text
    if units is not None:
        counted = {"warehouse": "HZ-1", "quantity": units, "reason": "盘点"}
        done = await client.post(f"{STOCK}/skus/{answer.json()['id']}/counts", json=counted)
        assert done.status_code == 204, done.text
    return answer.json()


async def detail(client: Client, sku_id: int) -> dict[str, Any]:
    return (await client.get(f"{STOCK}/skus/{sku_id}")).json()


async def test_a_website_order_beyond_the_stock_stands_in_the_queue_with_its_reason(
    app_client: Client, db: Database, shop: int
) -> None:
    sku = await add(app_client, "SKU-1", 2)
    async with db.transaction() as tx:
        three = make_order(1, lines=(make_line(quantity=3),))
        numbers = await take_in(
            tx, three, make_order(2, lines=(make_line(quantity=1),)), shop_id=shop
        )
    (line,) = (await app_client.get(f"{STOCK}/shortages")).json()["items"]
    assert (line["number"], line["quantity"], line["free"]) == (numbers[0], 3, 1)
    counted = {"warehouse": "HZ-1", "quantity": 0, "reason": "盘亏"}
    refused = await app_client.post(f"{STOCK}/skus/{sku['id']}/counts", json=counted)
    assert (refused.status_code, refused.json()["type"]) == (409, "reserved_for_orders")
    shown = (await detail(app_client, sku["id"]))["sku"]
    assert (shown["on_hand"], shown["reserved"], shown["short"]) == (2, 1, 3)
    assert (await app_client.get(f"{STOCK}/verification")).json()["ok"]


async def test_an_unmapped_listing_is_suggested_and_its_orders_reserve_once_mapped(
    app_client: Client, db: Database, shop: int
) -> None:
    await add(app_client, "TS-01", 5)
    other = await add(app_client, "HAT-9", 5, title="遮阳渔夫帽")
    lines = (
        make_line(line_no="1", sku_code="ts 01", listing_no="L1", title="短袖"),
        make_line(line_no="2", sku_code="X", listing_no="L2", title="夏季遮阳渔夫帽 女"),
    )
    async with db.transaction() as tx:
        (number,) = await take_in(tx, make_order(1, lines=lines), shop_id=shop)
        apart = make_line(sku_code="Y", listing_no="L3")
        await take_in(tx, make_order(2, lines=(apart,)), shop_id=shop)
    waited = f"{STOCK}/listings?order={number}"
    found = (await app_client.get(waited)).json()["items"]
    assert {row["listing_no"] for row in found} == {"L1", "L2"}
    likely = {row["listing_no"]: row["suggestions"][0] for row in found}
    assert (likely["L1"]["code"], likely["L1"]["by"]) == ("TS-01", "code")
    assert (likely["L2"]["code"], likely["L2"]["by"]) == ("HAT-9", "name")
    row = next(row for row in found if row["listing_no"] == "L2")
    body = {"sku_id": other["id"], "version": row["version"]}
    address = f"{STOCK}/listings/{row['id']}/sku"
    assert (await app_client.put(address, json=body)).json() == {"lines": 1}
    assert (await app_client.put(address, json=body)).json()["type"] == "stale_version"
    left = (await app_client.get(waited)).json()["items"]
    assert [row["listing_no"] for row in left] == ["L1"]
    assert (await detail(app_client, other["id"]))["sku"]["reserved"] == 2


async def test_an_allocation_says_what_a_shop_offers(
    app_client: Client, db: Database, shop: int
) -> None:
    sku = await add(app_client, "SKU-1", 100, safety=10)
    async with db.transaction() as tx:
        await take_in(tx, make_order(1, lines=(make_line(quantity=10),)), shop_id=shop)
    address = f"{STOCK}/shops/{shop}/allocations/{sku['id']}"
    offered: list[int] = []
    for part in (None, {"mode": "share", "amount": 50}, {"mode": "fixed", "amount": 7}):
        if part is not None:
            assert (await app_client.put(address, json=part)).status_code == 204
        offered.append((await detail(app_client, sku["id"]))["offers"][0]["planned"])
    assert offered == [80, 40, 7]
    assert (await app_client.delete(address)).status_code == 204


async def test_a_file_of_goods_comes_in_with_bundles_counts_and_mappings(
    app_client: Client,
    shop: int,  # noqa: ARG001 - it is named in the file
) -> None:
    rows = [
        (
            "规格编码",
            "商品名称",
            "仓库",
            "在库数量",
            "套装组成",
            "店铺",
            "平台商品编号",
            "商家编码",
        ),
        ("A", "短袖", "HZ-1", 8, "", "自营官网", "L-A", "a-1"),
        ("B", "短裤", "HZ-1", 3, "", "", "", ""),
        ("SET", "两件套", "", "", "A*2+B*1", "自营官网", "L-S", ""),
        ("BAD", "", "HZ-1", "许多", "", "", "", ""),
        ("BAD2", "坏套装", "", "", "NOBODY*1", "", "", ""),
    ]
    held = io.BytesIO()
    with Workbook(held) as book:
        sheet: Any = book.add_worksheet()  # pyright: ignore[reportUnknownMemberType]
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    files = {"file": ("goods.xlsx", held.getvalue())}
    seen = (await app_client.post(f"{STOCK}/imports", files=files)).json()
    assert (seen["rows"], seen["ok"]) == (5, 3)
    assert {(e["row"], e["column"], e["code"]) for e in seen["errors"]} == {
        (5, "title", "missing"), (5, "quantity", "not_a_number"), (6, "parts", "unknown_sku"),
    }  # fmt: skip
    address = f"{STOCK}/imports/{seen['id']}/commit"
    done = await app_client.post(address)
    assert done.json() == {"id": seen["id"], "skus": 3, "mapped": 2, "counted": 2}
    assert (await app_client.post(address)).json()["type"] == "already_committed"
    listed = (await app_client.get(f"{STOCK}/skus")).json()["items"]
    assert {row["code"]: row["available"] for row in listed} == {"A": 8, "B": 3, "SET": 3}


async def test_a_report_of_the_warehouse_is_compared_and_explained(
    app_client: Client, db: Database, shop: int
) -> None:
    await add(app_client, "SKU-1", 10)
    await add(app_client, "SKU-2", 10)
    async with db.transaction() as tx:
        await take_in(tx, make_order(1, lines=(make_line(quantity=4),)), shop_id=shop)
    units = {"SKU-1": 7, "SKU-2": 12, "NOBODY": 1}
    told = await app_client.post(f"{STOCK}/reports", json={"warehouse": "HZ-1", "units": units})
    assert told.json() == {"unknown": ["NOBODY"]}
    rows = (await app_client.get(f"{STOCK}/reports")).json()["items"]
    causes = {row["code"]: (row["unbooked"], row["cause"]) for row in rows}
    assert causes == {"SKU-1": (-3, "in_flight"), "SKU-2": (2, "unexplained")}


async def test_a_channel_that_takes_no_quantities_is_not_told_any(
    app_client: Client, shop: int
) -> None:
    body = {"active": True, "publish": True}
    answer = await app_client.put(f"{STOCK}/shops/{shop}", json=body)
    assert answer.json()["type"] == "cannot_publish"
