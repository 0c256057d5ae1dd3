"""Closed lines: what of an order still leaves, or left."""

from typing import Any

import pytest

from orderhub.orders.decide.gifts import gift_said, with_gifts
from orderhub.orders.decide.lines import all_closed, kept_units

GIFT = {"sku": "G", "title": "赠品", "units": 1}


def line(sku: str, quantity: int, *, closed: bool = False) -> dict[str, Any]:
    return {"no": sku, "sku": sku, "quantity": quantity, **({"closed": True} if closed else {})}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, [2, 0, 1]),
        ({"A": 2}, [2, 0, 1]),  # of the open line: the closed one of its SKU stayed
        ({"A": 3}, [2, 1, 1]),
        ({"A": 9, "B": 1}, [2, 3, 1]),
    ],
)
def test_a_closed_line_keeps_what_left_of_it(sent: dict[str, int], kept: list[int]) -> None:
    lines = [line("A", 2), line("A", 3, closed=True), line("B", 1)]
    assert kept_units(lines, sent) == kept


@pytest.mark.parametrize("closed", [True, False])
def test_a_gift_goes_with_an_order_that_has_an_open_line_alone(*, closed: bool) -> None:
    snapshot = {"lines": [line("A", 2, closed=True), line("B", 1, closed=closed)]}
    gifted = with_gifts(snapshot, {"gift:1": gift_said("1", GIFT, on=True)})
    assert len(gifted["lines"]) == 3
    assert all_closed(gifted["lines"]) is closed
