"""Import of a spreadsheet over HTTP: preview with row errors, commit, undo of the whole import."""

import io
from typing import Any

import httpx
import pytest
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it ships none
from sqlalchemy import text

from orderhub.fulfilment.service.addresses import plain_people
from orderhub.infra.db import Database
from orderhub.orders.facade import standings
from tests.support.orders import PHONE, add_shops

API = "/api/v1"
HEADER = "订单号,状态,下单时间,付款时间,商家编码,商品名称,数量,单价,收件人,收件电话,省,详细地址"
PLACE = "浙江省,文一西路1号"
GOOD = f"A1,待发货,2026-01-05 09:00,2026-01-05 09:01,SKU-1,短袖,2,49.50,张三丰,{PHONE},{PLACE}"
SECOND_LINE = "A1,待发货,2026-01-05 09:00,,SKU-2,长裤,1,10,,,,"
Json = dict[str, Any]


@pytest.fixture
async def shop_id(app_db: Database) -> int:
    async with app_db.transaction() as tx:
        return (await add_shops(tx, "一号店"))[0]


async def upload(
    client: httpx.AsyncClient, shop_id: int, body: bytes, name: str = "orders.csv"
) -> httpx.Response:
    return await client.post(
        f"{API}/order-imports", data={"shop_id": str(shop_id)}, files={"file": (name, body)}
    )


async def preview(client: httpx.AsyncClient, shop_id: int, *lines: str) -> Json:
    answer = await upload(client, shop_id, "\n".join((HEADER, *lines)).encode())
    assert answer.status_code == 201, answer.text
    return answer.json()


async def commit(client: httpx.AsyncClient, import_id: int) -> Json:
    answer = await client.post(f"{API}/order-imports/{import_id}/commit")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(client: httpx.AsyncClient, term: str) -> list[Json]:
    return (await client.get(f"{API}/orders", params={"q": term})).json()["items"]


async def test_a_phone_that_comes_masked_is_kept_as_the_mask_it_is(
    app_client: httpx.AsyncClient, app_db: Database, shop_id: int
) -> None:
    seen = await preview(app_client, shop_id, GOOD.replace(PHONE, "138****5678"))
    await commit(app_client, seen["id"])
    async with app_db.transaction() as tx:
        (order,) = await standings(tx, refs=["A1"])
        told = (await plain_people(tx, [order], ("recipient_name", "recipient_phone")))[order.id]
    assert told == {"recipient_name": "张三丰"}


async def test_rows_of_one_number_become_one_order(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    seen = await preview(app_client, shop_id, GOOD, SECOND_LINE)
    assert (seen["rows"], seen["ok"], seen["errors"]) == (2, 1, [])
    assert seen["sample"][0]["people"]["recipient_phone"] == "138****5678"
    assert await found(app_client, "A1") == []
    assert await commit(app_client, seen["id"]) == {
        "id": seen["id"],
        "new": 1,
        "changed": 0,
        "unchanged": 0,
    }
    (order,) = await found(app_client, "A1")
    assert (order["total_minor"], order["line_count"], order["quantity"]) == (10900, 2, 3)
    assert order["placed_at"] == "2026-01-05T01:00:00Z"


WRONG = {
    "a missing cell": (GOOD.replace("SKU-1", ""), "sku_code", "missing"),
    "an unknown status": (GOOD.replace("待发货", "飞走了"), "status", "unknown_status"),
    "a time that is none": (GOOD.replace("2026-01-05 09:00", "昨天"), "placed_at", "bad_time"),
    "an amount that is none": (GOOD.replace("49.50", "abc"), "price", "bad_amount"),
    "too many decimals": (GOOD.replace("49.50", "49.505"), "price", "bad_amount"),
    "half a unit": (GOOD.replace(",2,", ",2.5,"), "quantity", "bad_quantity"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_cell_is_named_by_row_column_and_code(
    app_client: httpx.AsyncClient, shop_id: int, case: str
) -> None:
    line, column, code = WRONG[case]
    good = GOOD.replace("A1", "A2")
    seen = await preview(app_client, shop_id, good, line)
    (error,) = seen["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, column, code)
    assert seen["ok"] == 1
    assert (await commit(app_client, seen["id"]))["new"] == 1
    assert await found(app_client, "A1") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a,b,c\n1,2,3",
        b"PK\x03\x04 no zip",
        b"\xff\xfe\x00\x00",
        "订单号,状态\nA1,待发货".encode(),
    ],
)
async def test_a_file_that_is_no_table_of_orders_is_refused_whole(
    app_client: httpx.AsyncClient, shop_id: int, body: bytes
) -> None:
    answer = await upload(app_client, shop_id, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "unreadable_file")


async def test_a_workbook_and_a_chinese_encoding_are_read_alike(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    chinese = "\n".join((HEADER, GOOD)).encode("gb18030")
    assert (await upload(app_client, shop_id, chinese)).json()["ok"] == 1
    seen = (await upload(app_client, shop_id, workbook(HEADER, GOOD), "orders.xlsx")).json()
    assert (seen["ok"], seen["errors"]) == (1, [])


def workbook(*lines: str) -> bytes:
    """The lines as a workbook; a formula stands beside them, its kept value is what counts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet: Any = book.add_worksheet()  # pyright: ignore[reportUnknownMemberType]
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split(",")):
            sheet.write_string(row, column, cell)
    sheet.write_formula(1, 30, '=HYPERLINK("http://evil.example")', None, "x")
    book.close()
    return file.getvalue()


async def test_a_number_the_spreadsheet_has_cut_is_not_taken_for_an_order_number(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet: Any = book.add_worksheet()  # pyright: ignore[reportUnknownMemberType]
    for row, line in enumerate((HEADER, GOOD)):
        for column, cell in enumerate(line.split(",")):
            sheet.write_string(row, column, cell)
    sheet.write_number(1, 0, 2200130293820491234)
    book.close()
    seen = (await upload(app_client, shop_id, file.getvalue(), "orders.xlsx")).json()
    assert [error["code"] for error in seen["errors"]] == ["number_cut"]


async def test_an_import_is_undone_but_for_orders_somebody_worked_on(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    seen = await preview(app_client, shop_id, GOOD, GOOD.replace("A1", "A2"))
    await commit(app_client, seen["id"])
    (kept,) = await found(app_client, "A2")
    review = {"action": "review", "numbers": [kept["number"]]}
    await app_client.post(f"{API}/orders/batch", json=review)
    answer = await app_client.post(f"{API}/order-imports/{seen['id']}/undo")
    assert answer.status_code == 200, answer.text
    codes = {row["number"]: row["code"] for row in answer.json()["results"]}
    (gone,) = await found(app_client, "A1")
    assert codes == {gone["number"]: None, kept["number"]: "worked_on"}
    assert (gone["stage"], [tag["tag"] for tag in gone["tags"]]) == ("cancelled", ["import_undone"])
    assert (await found(app_client, "A2"))[0]["stage"] == "to_ship"
    twice = await app_client.post(f"{API}/order-imports/{seen['id']}/undo")
    assert (twice.status_code, twice.json()["type"]) == (409, "is_undone")


async def test_an_order_imported_again_after_the_undo_lives_again(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    first = await preview(app_client, shop_id, GOOD)
    await commit(app_client, first["id"])
    await app_client.post(f"{API}/order-imports/{first['id']}/undo")
    mended = GOOD.replace("49.50", "59.50").replace("2026-01-05 09:01", "2026-01-05 09:30")
    again = await preview(app_client, shop_id, mended)
    assert (await commit(app_client, again["id"]))["changed"] == 1
    (order,) = await found(app_client, "A1")
    assert (order["stage"], order["tags"], order["total_minor"]) == ("awaiting_review", [], 11900)


async def test_an_import_comes_in_once_and_is_listed(
    app_client: httpx.AsyncClient, shop_id: int
) -> None:
    seen = await preview(app_client, shop_id, GOOD)
    await commit(app_client, seen["id"])
    twice = await app_client.post(f"{API}/order-imports/{seen['id']}/commit")
    assert (twice.status_code, twice.json()["type"]) == (409, "already_committed")
    (listed,) = (await app_client.get(f"{API}/order-imports")).json()["items"]
    assert (listed["state"], listed["ok"], listed["actor"]) == ("committed", 1, "admin")


async def test_the_uploaded_file_lies_sealed(
    app_client: httpx.AsyncClient, shop_id: int, db: Database
) -> None:
    await preview(app_client, shop_id, GOOD.replace("49.50", "abc"))
    async with db.transaction() as tx:
        kept = await tx.scalar(text("SELECT string_agg(i::text, '') FROM order_imports i"))
        sealed = await tx.scalar(text("SELECT string_agg(sealed, '') FROM raw_payloads"))
    assert PHONE not in kept
    assert PHONE.encode() not in sealed
