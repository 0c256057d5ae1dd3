"""Pushed orders in our words, and what a push must look like."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

import orderhub.connectors.website
from orderhub.connector_kit.shape import compile_shape
from orderhub.connectors.website.mapping import read_push, to_row
from orderhub.kernel.errors import ContractViolation, InvalidInput
from tests.unit.connector_kit.test_shape import MAPPING, SOURCE

HOME = Path(orderhub.connectors.website.__file__).parent
SCHEMA = json.loads((HOME / "order.schema.json").read_text())
PUSHED = json.loads((Path(__file__).parents[2] / "contract/fixtures/website/push.json").read_text())
ORDER: dict[str, Any] = PUSHED["orders"][0]
LINE: dict[str, Any] = ORDER["lines"][0]


def test_the_example_is_valid_by_the_documented_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(PUSHED, SCHEMA)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"order_no": None}, "order_no"),
    ({"order_no": ""}, "order_no"),
    ({"status": 1.5}, "status"),
    ({"total": "12,30"}, "total"),
    ({"total": "0.001"}, "total"),
    ({"currency": "XXX"}, "currency"),
    ({"placed_at": "2026-01-05T12:00:00"}, "placed_at"),
    ({"modified_at": None}, "modified_at"),
    ({"paid_at": "yesterday"}, "paid_at"),
    ({"lines": []}, "lines"),
    ({"lines": [{**LINE, "quantity": 1.5}]}, "lines[0].quantity"),
    ({"lines": [LINE, {**LINE, "price": None}]}, "lines[1].price"),
    ({"recipient": {"name": ["A"]}}, "recipient.name"),
    ({"buyer": {"name": {}}}, "buyer.name"),
    ({"seller_flag": "red"}, "seller_flag"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG, ids=[field for _, field in WRONG])
def test_what_cannot_be_read_is_named(changed: dict[str, Any], field: str) -> None:
    order = {**ORDER, **changed}
    row = to_row(order, order)
    assert isinstance(row.problem, ContractViolation)
    assert row.problem.field == field


def test_yen_has_no_minor_digits() -> None:
    yen = {**ORDER, "currency": "JPY", "total": "1500", "freight": "0", "discount": "0"}
    order = {**yen, "goods": "1500", "lines": [{**LINE, "price": "750", "total": "1500"}]}
    row = to_row(order, order)
    assert row.order is not None
    assert (row.order.total_minor, row.order.currency) == (1500, "JPY")


def test_a_new_word_of_the_website_is_kept() -> None:
    rows = read_push(orjson.dumps(PUSHED), None)
    order = rows[1].order
    assert order is not None
    assert (order.status, order.status_raw) == ("unknown", "waiting_for_drone")
    assert order.external_no == "202601050002"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"7", b"{}", b'{"orders": []}', b'{"orders": {}}', b'{"orders": "x"}'],
)
def test_a_body_that_is_no_list_of_orders_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_push(body, None)
    assert caught.value.context["field"] in {"body", "orders"}


def test_more_than_a_thousand_orders_are_refused() -> None:
    with pytest.raises(InvalidInput):
        read_push(orjson.dumps({"orders": [ORDER] * 1001}), None)


def test_a_shops_own_form_is_read_through_its_shape() -> None:
    shape = compile_shape(MAPPING)
    for body in ({"data": {"list": [SOURCE]}}, SOURCE):
        (row,) = read_push(orjson.dumps(body), shape)
        assert row.order is not None
        assert (row.external_no, row.order.total_minor) == ("17", 1250)
        assert row.order.lines[0].price_minor == 625
        assert row.payload == SOURCE


def test_one_bad_order_of_a_shops_own_form_harms_no_other() -> None:
    bad = {**SOURCE, "goods": None}
    rows = read_push(orjson.dumps({"data": {"list": [bad, SOURCE]}}), compile_shape(MAPPING))
    assert [row.order is not None for row in rows] == [False, True]
    assert isinstance(rows[0].problem, ContractViolation)
    assert rows[0].problem.field == "lines"


def test_a_body_a_shape_finds_nothing_in_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_push(b'{"data": {}}', compile_shape(MAPPING))
    assert caught.value.context["field"] == "orders"
