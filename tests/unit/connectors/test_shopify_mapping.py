"""Shopify's orders: which word decides, what stands now, what nobody may see (reference §7)."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from orderhub.connectors.shopify.mapping import to_row
from orderhub.kernel.errors import ContractViolation

KEPT = Path(__file__).parents[2] / "contract" / "fixtures" / "shopify" / "detail.json"
ENDED = "2026-01-02T03:04:05Z"


def order(**changed: Any) -> dict[str, Any]:
    return {**orjson.loads(KEPT.read_bytes())["data"]["order"], **changed}


def read(**changed: Any) -> Any:
    row = to_row(order(**changed))
    assert row.problem is None
    return row.order


@pytest.mark.parametrize(
    ("financial", "fulfillment", "cancelled_at", "status"),
    [
        ("PAID", "UNFULFILLED", None, "to_ship"),
        ("PARTIALLY_REFUNDED", "UNFULFILLED", None, "to_ship"),
        ("PAID", "IN_PROGRESS", None, "to_ship"),
        ("PAID", "ON_HOLD", None, "paid_held"),
        ("PENDING", "SCHEDULED", None, "paid_held"),
        ("AUTHORIZED", "UNFULFILLED", None, "pending_payment"),
        ("PARTIALLY_PAID", "UNFULFILLED", None, "pending_payment"),
        ("EXPIRED", "UNFULFILLED", None, "pending_payment"),
        ("PENDING", "FULFILLED", None, "shipped"),
        ("PAID", "PARTIALLY_FULFILLED", None, "partially_shipped"),
        ("PAID", "FULFILLED", None, "shipped"),
        ("PAID", "UNFULFILLED", ENDED, "cancelled"),
        ("VOIDED", "UNFULFILLED", None, "cancelled"),
        ("REFUNDED", "UNFULFILLED", ENDED, "closed_refunded"),
        ("REFUNDED", "FULFILLED", None, "closed_refunded"),
        ("PAID", "TELEPORTED", None, "unknown"),
        ("BARTERED", "FULFILLED", None, "unknown"),
    ],
)
def test_three_fields_make_a_status(
    financial: str, fulfillment: str, cancelled_at: str | None, status: str
) -> None:
    told = read(
        displayFinancialStatus=financial,
        displayFulfillmentStatus=fulfillment,
        cancelledAt=cancelled_at,
    )
    assert told.status == status


def test_an_order_is_read_without_the_people_that_nobody_may_see() -> None:
    told = read(email=None, phone=None, shippingAddress=None, note=None)
    assert dict(told.people.fields) == {}
    assert told.province == ""


def line(**changed: Any) -> dict[str, Any]:
    bag = {"shopMoney": {"amount": "10.0", "currencyCode": "CNY"}}
    known = {"id": "gid://shopify/LineItem/7", "sku": "A", "quantity": 4, "currentQuantity": 4}
    return {**known, "originalUnitPriceSet": bag, "discountedTotalSet": bag, **changed}


def test_what_was_taken_out_of_an_order_is_not_to_be_sent() -> None:
    rows = [line(currentQuantity=1), line(id="gid://shopify/LineItem/8", currentQuantity=0)]
    lines = read(lineItems={"nodes": rows}).lines
    assert [(one.line_no, one.quantity, one.total_minor) for one in lines] == [("7", 1, 250)]
    emptied = read(lineItems={"nodes": [line(currentQuantity=0)]}).lines
    assert [one.quantity for one in emptied] == [4]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"createdAt": "2026-01-02T03:04:05"}, "createdAt"),
        ({"currentTotalPriceSet": {"shopMoney": {"amount": "1"}}}, "currentTotalPriceSet"),
        ({"lineItems": {"nodes": []}}, "lineItems"),
        ({"lineItems": {"nodes": [line(quantity="x")]}}, "lineItems.nodes[0].quantity"),
        ({"shippingAddress": {"city": 5.5, "phone": [1]}}, "shippingAddress.phone"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    row = to_row(order(**changed))
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field
