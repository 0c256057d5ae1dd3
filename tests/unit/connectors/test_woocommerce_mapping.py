"""A store's orders: whose they are, what they cost, what cannot be read (reference §6.2, §6.3)."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from orderhub.connector_kit.contract import Request
from orderhub.connectors.woocommerce.mapping import to_row
from orderhub.connectors.woocommerce.wire import DETAIL, LIST, prepare
from orderhub.kernel.errors import ContractViolation

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
