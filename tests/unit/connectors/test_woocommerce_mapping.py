"""A store's orders: whose they are, what they cost, what cannot be read (reference §6.2, §6.3)."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from orderhub.connector_kit.contract import Answer, Request, ShopSession
from orderhub.connectors.woocommerce.mapping import read_rows, rows_in, to_row
from orderhub.connectors.woocommerce.refunds import with_refunds
from orderhub.connectors.woocommerce.wire import DETAIL, LIST, prepare
from orderhub.kernel.errors import ContractViolation
from orderhub.orders.service.prepare import amounts_disagree

KEPT = Path(__file__).parents[2] / "contract" / "fixtures" / "woocommerce" / "detail.json"
KEYS = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def order(**changed: Any) -> dict[str, Any]:
    return {**orjson.loads(KEPT.read_bytes()), **changed}


def read(**changed: Any) -> Any:
    row = to_row(order(**changed))
    assert row.problem is None
    return row.order


def test_a_guest_is_known_by_nothing() -> None:
    assert "buyer_no" not in read(customer_id=0).people.fields
    assert read(customer_id=7).people.index == {"buyer_no": "7"}


def test_the_recipient_is_the_buyer_where_the_store_asks_for_one_address() -> None:
    billing = {"first_name": "Ada", "last_name": "Byron", "address_1": "1 Side St", "phone": "1"}
    people = read(billing=billing, shipping={"address_1": ""}).people.fields
    assert people["recipient_name"] == "Ada Byron"
    assert people["recipient_address"] == "1 Side St"
    shipping = {"first_name": "三", "last_name": "张", "address_1": "2 Side St", "phone": ""}
    people = read(billing=billing, shipping=shipping).people.fields
    assert (people["recipient_name"], people["recipient_phone"]) == ("张三", "1")


def test_a_price_is_what_a_unit_cost_before_discounts() -> None:
    line = {"id": 1, "quantity": 3, "subtotal": "100.00", "total": "80.00", "price": 26.666666}
    (read_line,) = read(line_items=[line]).lines
    assert (read_line.price_minor, read_line.total_minor) == (3333, 8000)


def test_amounts_are_of_the_orders_currency() -> None:
    line = {"id": 1, "quantity": 1, "subtotal": "1200", "total": "1200"}
    amounts = {"total": "1200", "shipping_total": "0", "discount_total": "0"}
    told = read(currency="JPY", line_items=[line], **amounts)
    assert (told.currency, told.total_minor) == ("JPY", 1200)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"currency": "yuan"}, "currency"),
        ({"date_created_gmt": "2026-01-02 03:04:05"}, "date_created_gmt"),
        ({"date_modified_gmt": None}, "date_modified_gmt"),
        ({"total": "12,50"}, "total"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"id": 1, "quantity": "two"}]}, "line_items[0].quantity"),
        ({"shipping": {"address_1": "x", "city": []}}, "shipping.city"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row(order(**changed))
    assert isinstance(row.problem, ContractViolation)
    assert (row.problem.field, row.external_no) == (field, str(order()["id"]))


def test_over_https_the_keys_stand_in_a_header_and_not_in_the_address() -> None:
    call = prepare("https://shop.example/", KEYS, Request(method=LIST, params={"page": 2}), NOW)
    assert call.url == "https://shop.example/wp-json/wc/v3/orders?page=2"
    assert call.headers["authorization"] == f"Basic {base64.b64encode(b'ck_1:cs_1').decode()}"


def test_over_http_the_secret_is_not_sent_and_no_two_calls_have_one_nonce() -> None:
    ask = Request(method=DETAIL, params={"id": "7/../8"})
    first, second = (prepare("http://shop.example", KEYS, ask, NOW) for _ in range(2))
    assert urlsplit(first.url).path == "/wp-json/wc/v3/orders/7%2F..%2F8"
    assert "cs_1" not in first.url
    assert "authorization" not in first.headers
    nonces = {dict(parse_qsl(urlsplit(c.url).query))["oauth_nonce"] for c in (first, second)}
    assert len(nonces) == 2


LINES = [
    {"id": 11, "product_id": 5, "variation_id": 1, "quantity": 3, "subtotal": "30", "total": "30"},
    {"id": 12, "product_id": 5, "variation_id": 2, "quantity": 1, "subtotal": "10", "total": "10"},
]
AMOUNTS = {"total": "40", "shipping_total": "0", "discount_total": "0", "currency": "CNY"}


def refund(units: float, line: int | None = None, **of: int) -> dict[str, Any]:
    """A refund of so many units of a line, by its number or by its goods."""
    meta = [] if line is None else [{"key": "_refunded_item_id", "value": str(line)}]
    return {"id": 9, "line_items": [{"id": 8, "quantity": -units, "meta_data": meta, **of}]}


@pytest.mark.parametrize(
    ("refunds", "lines"),
    [
        ([], [(3, 3000, False), (1, 1000, False)]),
        ([refund(1, 11)], [(2, 2000, False), (1, 1000, False)]),
        ([refund(1, 11), refund(2, 11)], [(3, 3000, True), (1, 1000, False)]),
        ([refund(1, 12)], [(3, 3000, False), (1, 1000, True)]),
        ([refund(1, product_id=5, variation_id=2)], [(3, 3000, False), (1, 1000, True)]),
        ([refund(0, 11)], [(3, 3000, False), (1, 1000, False)]),  # money alone
        ([refund(1, product_id=6)], [(3, 3000, False), (1, 1000, False)]),  # of a line that went
        ([{"id": 9, "reason": "", "total": "-5"}], [(3, 3000, False), (1, 1000, False)]),
    ],
)
def test_units_that_a_refund_took_off_are_sent_no_more(
    refunds: list[Any], lines: list[tuple[int, int, bool]]
) -> None:
    told = read(line_items=LINES, refunds=refunds, **AMOUNTS)
    assert [(one.quantity, one.total_minor, one.closed) for one in told.lines] == lines
    assert not amounts_disagree(told)


class Store:
    """A store that tells of refunds; `asked` are the orders it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, _: str, params: Any) -> Answer:
        self.asked.append(params["id"])
        return Answer({"rows": [refund(1, 12)]}, b"")


async def test_lines_of_refunds_are_asked_for_and_kept_with_their_order() -> None:
    store, some = Store(), [{"id": 9, "reason": "", "total": "-10"}]
    plain = order(id=1, line_items=LINES, **AMOUNTS)
    orders = [plain, {**plain, "id": 2, "refunds": some}]
    orders.append({**plain, "id": 3, "refunds": some, "status": "refunded"})
    answer = Answer({"rows": orders, "total": 3}, orjson.dumps(orders))
    told = await with_refunds(cast("ShopSession", store), answer)
    assert store.asked == ["2"]
    assert told.document["total"] == 3
    for rows in (rows_in(told.document), read_rows(told.body)):
        assert [[line.closed for line in row.order.lines] for row in rows if row.order] == [
            [False, False], [False, True], [False, False],
        ]  # fmt: skip


async def test_an_answer_without_refunds_is_kept_as_it_came() -> None:
    store, answer = Store(), Answer(order(), b"as it came")
    assert await with_refunds(cast("ShopSession", store), answer) is answer
    assert store.asked == []
