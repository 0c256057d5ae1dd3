"""Closed lines: what of an order still leaves, or left."""

from collections import Counter
from typing import Any

import pytest

from orderhub.orders.decide.gifts import gift_said, with_gifts
from orderhub.orders.decide.lines import all_closed, in_parcels, kept_units
from orderhub.orders.model import Parcel

GIFT = {"sku": "G", "title": "赠品", "units": 1}


def line(sku: str, quantity: int, *, closed: bool = False) -> dict[str, Any]:
    return {"no": sku, "sku": sku, "quantity": quantity, **({"closed": True} if closed else {})}


LINES = [line("A", 2), {**line("A", 3, closed=True), "no": "a"}, line("B", 1)]


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
    assert kept_units(LINES, in_parcels(LINES, [Parcel("shipped", sent)])) == kept


def test_what_was_said_to_be_of_a_closed_line_is_of_no_other() -> None:
    told = Parcel("shipped", {"A": 2}, {"a": 2})
    assert in_parcels(LINES, [told]) == {"a": 2}
    assert kept_units(LINES, in_parcels(LINES, [told])) == [2, 2, 1]
    # One parcel that became known before lines were kept takes what the other leaves.
    loose = Parcel("shipped", {"A": 3})
    assert in_parcels(LINES, [loose, told]) == Counter({"A": 2, "a": 3})


@pytest.mark.parametrize("closed", [True, False])
def test_a_gift_goes_with_an_order_that_has_an_open_line_alone(*, closed: bool) -> None:
    snapshot = {"lines": [line("A", 2, closed=True), line("B", 1, closed=closed)]}
    gifted = with_gifts(snapshot, {"gift:1": gift_said("1", GIFT, on=True)})
    assert len(gifted["lines"]) == 3
    assert all_closed(gifted["lines"]) is closed
