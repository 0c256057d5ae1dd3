"""What every platform does with parcels, stock and messages, whatever its wire looks like."""

import random

import pytest

from orderhub_sandbox.cases import Case
from orderhub_sandbox.generate import Recipe, make_order
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.outbox import Message, Outbox
from orderhub_sandbox.parcels import NotShippable, parcels_of, resend, ship
from orderhub_sandbox.shops import App, Grant, Shop
from orderhub_sandbox.stock import Shelf

WORDS = {"to_ship": ("READY",), "partially_shipped": ("PART",), "shipped": ("GONE",)}
AT = 1_790_000_000


def parcel(waybill_no: str, *pieces: Piece, request_no: str = "") -> Parcel:
    return Parcel("SF", "顺丰速运", waybill_no, pieces, request_no, AT)


def shop_with(status: str, lines: int = 2) -> tuple[Shop, Order]:
    shop = Shop("x", 0, "x", App("k", "s"), Grant("g"), "x")
    recipe = Recipe({status: ("WORD",), **WORDS}, status, (lines, lines))
    order = make_order(random.Random(4), recipe, "1", AT - 60, AT - 60)
    shop.book.add([order])
    return shop, order


def test_an_order_is_partially_shipped_until_every_unit_is_in_a_parcel() -> None:
    shop, order = shop_with("to_ship")
    first, second = (Piece(line.line_no, line.quantity) for line in order.lines)
    part = ship(shop, WORDS, "1", parcel("A1", first))
    assert (part.status, part.raw_status, part.modified_at) == ("partially_shipped", "PART", AT)
    whole = ship(shop, WORDS, "1", parcel("A2"))
    assert (whole.status, whole.raw_status, whole.waybill_no) == ("shipped", "GONE", "A1")
    assert [p["lines"] for p in parcels_of(shop)] == [
        [{"line_no": piece.line_no, "quantity": piece.quantity}] for piece in (first, second)
    ]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("pending_payment", "unpaid"),
        ("paid_held", "held"),
        ("cancelled", "closed"),
        ("closed_refunded", "closed"),
        ("shipped", "already_shipped"),
        ("completed", "already_shipped"),
    ],
)
def test_what_may_not_be_shipped_is_not(status: str, reason: str) -> None:
    shop, _ = shop_with(status)
    with pytest.raises(NotShippable, match=reason):
        ship(shop, WORDS, "1", parcel("A1"))
    assert parcels_of(shop) == []


def test_a_line_goes_once_and_no_further_than_it_reaches() -> None:
    shop, order = shop_with("to_ship")
    line = order.lines[0]
    with pytest.raises(NotShippable, match="too_many"):
        ship(shop, WORDS, "1", parcel("A1", Piece(line.line_no, line.quantity + 1)))
    with pytest.raises(NotShippable, match="unknown_line"):
        ship(shop, WORDS, "1", parcel("A1", Piece("9", 1)))
    ship(shop, WORDS, "1", parcel("A1", Piece(line.line_no, line.quantity)))
    with pytest.raises(NotShippable, match="already_shipped"):
        ship(shop, WORDS, "1", parcel("A2", Piece(line.line_no, 1)))


def test_a_request_number_makes_a_repeat_harmless_but_not_another_waybill() -> None:
    shop, _ = shop_with("to_ship")
    ship(shop, WORDS, "1", parcel("A1", request_no="r1"))
    ship(shop, WORDS, "1", parcel("A1", request_no="r1"))
    assert len(parcels_of(shop)) == 1
    with pytest.raises(NotShippable, match="request_reused"):
        ship(shop, WORDS, "1", parcel("A2", request_no="r1"))


def test_a_parcel_that_is_told_of_again_is_counted_whatever_the_answer() -> None:
    shop, order = shop_with("to_ship")
    first, second = (Piece(line.line_no, line.quantity) for line in order.lines)
    ship(shop, WORDS, "1", parcel("A1", first))
    ship(shop, WORDS, "1", parcel("A1", second))
    assert [one["told"] for one in parcels_of(shop)] == [1, 1]
    with pytest.raises(NotShippable, match="already_shipped"):
        ship(shop, WORDS, "1", parcel("A1", first))
    assert {one["told"] for one in parcels_of(shop)} == {2}


def test_an_open_refund_stops_the_lines_it_is_about() -> None:
    shop, order = shop_with("to_ship")
    claimed, other = order.lines
    case = Case("c", "1", claimed.line_no, "refund_only", "requested", 1, "", AT, AT)
    shop.cases.add([case])
    with pytest.raises(NotShippable, match="refund_open"):
        ship(shop, WORDS, "1", parcel("A1"))
    ship(shop, WORDS, "1", parcel("A1", Piece(other.line_no, other.quantity)))


def test_a_new_waybill_takes_the_place_of_the_old_one() -> None:
    shop, _ = shop_with("to_ship")
    with pytest.raises(NotShippable, match="not_shipped"):
        resend(shop, "1", parcel("A2"), "A1")
    ship(shop, WORDS, "1", parcel("A1"))
    order = resend(shop, "1", parcel("A2"), "A1")
    assert (order.waybill_no, [p.waybill_no for p in order.parcels]) == ("A2", ["A2"])
    with pytest.raises(NotShippable, match="not_shipped"):
        resend(shop, "1", parcel("A3"), "A1")


def test_stock_is_what_was_set_and_an_increment_counts_once() -> None:
    shelf = Shelf()
    code = next(iter(shelf.quantities))
    assert shelf.set(code, 7, AT) == 7
    assert shelf.add(code, -2, AT, "r1") == 5
    assert shelf.add(code, -2, AT, "r1") == 5
    assert [change.quantity for change in shelf.log] == [7, 5]
    with pytest.raises(ValueError, match="below zero"):
        shelf.add(code, -6, AT)
    with pytest.raises(KeyError):
        shelf.set("nothing", 1, AT)


def test_a_message_waits_until_it_is_confirmed_and_comes_before_newer_ones_again() -> None:
    box = Outbox(listening=True)
    for number in "abc":
        box.put(Message(number, "order.changed", "t", "1", "", AT))
    taken = box.take(2)
    assert [message.message_no for message in taken] == ["a", "b"]
    assert box.confirm(["a", "nobody's"]) == 1
    box.back(taken)
    assert [message.message_no for message in box.take(9)] == ["b", "c"]


def test_nobody_subscribed_means_no_messages() -> None:
    box = Outbox()
    box.put(Message("a", "order.changed", "t", "1", "", AT))
    assert box.take(9) == []
