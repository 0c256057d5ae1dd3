"""Export over HTTP: every format holds every order of the scope, masked, and computes nothing."""

import csv
import io
from datetime import UTC, datetime

import httpx
import orjson
import pytest
from python_calamine import CalamineWorkbook

from orderhub.infra.db import Database
from tests.support.orders import PEOPLE, add_shops, make_line, make_order, take_in

API = "/api/v1"
EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
async def orders(app_db: Database) -> list[str]:
    """1,203 orders of two shops, one of them with a formula for a title and a province."""
    evil = make_order(1, province=EVIL, lines=(make_line(title=EVIL),))
    async with app_db.transaction() as tx:
        await add_shops(tx, "一号店", "二号店")
        first = await take_in(tx, evil, *(make_order(n) for n in range(2, 1202)), shop_id=1)
        return first + await take_in(tx, make_order(1), make_order(2), shop_id=2)


async def export(client: httpx.AsyncClient, form: str, **query: str) -> bytes:
    answer = await client.get(f"{API}/order-exports", params={"format": form, **query})
    assert answer.status_code == 200, answer.text
    assert f'filename="orders.{form}"' in answer.headers["content-disposition"]
    return answer.content


async def test_jsonl_holds_every_order_with_its_lines_and_masks(
    app_client: httpx.AsyncClient, orders: list[str]
) -> None:
    body = await export(app_client, "jsonl")
    rows = [orjson.loads(line) for line in body.splitlines()]
    assert sorted(row["number"] for row in rows) == sorted(orders)
    row = rows[-1]
    assert row["status"] == "to_ship"
    assert (row["total_minor"], row["currency"], row["shop_name"]) == (10000, "CNY", "一号店")
    assert row["lines"][0]["quantity"] == 2
    assert row["modified_at"].endswith("Z")
    assert row["people"]["recipient_phone"] == "138****5678"


async def test_a_csv_cell_that_would_be_a_formula_is_quoted(
    app_client: httpx.AsyncClient, orders: list[str]
) -> None:
    text = (await export(app_client, "csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(orders)
    (evil,) = [row for row in rows if "HYPERLINK" in row["province"]]
    assert evil["province"] == f"'{EVIL}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_a_workbook_holds_texts_only(
    app_client: httpx.AsyncClient, orders: list[str]
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(await export(app_client, "xlsx")))
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == len(orders)
    place = header.index("province")
    assert EVIL in {str(row[place]) for row in rows}


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_nobody_is_exported_in_clear(app_client: httpx.AsyncClient, form: str) -> None:
    body = await export(app_client, form)
    for clear in PEOPLE.values():
        assert clear.encode() not in body


@pytest.mark.usefixtures("orders")
async def test_an_export_takes_the_filters_of_the_list_and_is_audited(
    app_client: httpx.AsyncClient,
) -> None:
    body = await export(app_client, "jsonl", shop_id="2")
    assert {orjson.loads(line)["shop"] for line in body.splitlines()} == {2}
    assert await export(app_client, "jsonl", q="nobody") == b""
    log = (await app_client.get(f"{API}/audit-log", params={"action": "orders.export"})).json()
    assert log["items"][1]["detail"] == {"format": "jsonl", "filters": ["shop_id"]}


TIMES = ("placed_at", "paid_at", "modified_at", "ship_by")
GOODS = {"sku_code": "SKU-1", "title": "短袖", "quantity": "2", "price": "50.00"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_sheet_tells_china_s_time_with_its_offset_and_an_import_reads_the_same_instants(
    app_client: httpx.AsyncClient, app_db: Database, form: str
) -> None:
    at = datetime(2026, 1, 5, 1, 0, 0, 250000, tzinfo=UTC)
    async with app_db.transaction() as tx:
        await add_shops(tx, "一号店", "二号店")
        await take_in(tx, make_order(1, modified_at=at), shop_id=1)
    (row,) = _sheet(await export(app_client, form), form)
    assert row["placed_at"] == "2026-01-05T09:01:00+08:00"
    assert row["modified_at"] == "2026-01-05T09:00:00.250000+08:00"
    assert row["shipped_at"] == ""

    body = io.StringIO()
    sheet = csv.DictWriter(body, [*row, *(GOODS.keys() - row.keys())])
    sheet.writeheader()
    sheet.writerow(row | GOODS)
    file = {"file": ("own.csv", body.getvalue().encode())}
    answer = await app_client.post(f"{API}/order-imports", data={"shop_id": "2"}, files=file)
    seen = answer.json()
    assert (seen["ok"], seen["errors"]) == (1, [])
    await app_client.post(f"{API}/order-imports/{seen['id']}/commit")
    first, second = [
        orjson.loads(await export(app_client, "jsonl", shop_id=shop)) for shop in ("1", "2")
    ]
    assert first["placed_at"] == "2026-01-05T01:01:00Z"
    assert first["modified_at"] == "2026-01-05T01:00:00.250000Z"
    assert [second[name] for name in TIMES] == [first[name] for name in TIMES]
    assert second["total_minor"] == first["total_minor"]


def _sheet(body: bytes, form: str) -> list[dict[str, str]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    header, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]
