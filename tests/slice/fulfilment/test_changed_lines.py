"""Lines that a platform lowers, raises or takes out of an order."""

from typing import Any

import pytest

from tests.slice.fulfilment.test_closed_lines import (
    BOTH,
    FIRST,
    TWO_LINES,
    closes,
    followed,
    given,
    leaves,
    stand,
    stocked,
    too_late,
)
from tests.support.yard import Yard


async def changes(yard: Yard, order: Any, **units: int) -> None:
    """The platform has so many units of these lines (`_1`) by now, and is read."""
    await closes(yard, order, quantities={no.removeprefix("_"): n for no, n in units.items()})


async def part_leaves(yard: Yard, order: Any, units: dict[str, int]) -> None:
    """The warehouse confirms a parcel of the order; more is to come."""
    package = {"waybill_no": "SF60001", "items": units}
    told = {"code": order.number, "status": "PARTDELIVERED", "packages": [package]}
    await yard.ask("POST", "/confirm", {"confirms": [told]})


@pytest.mark.parametrize(
    ("change", "asked", "held"),
    [
        ({"_1": 1}, {"SKU-1": 1, "SKU-2": 1}, [(4, 1, 0, 5), (4, 1, 0, 5)]),
        ({"_2": 0}, FIRST, [(3, 2, 0, 5), (5, 0, 0, 5)]),
        ({"_1": 0}, {"SKU-2": 1}, [(5, 0, 0, 5), (4, 1, 0, 5)]),
        ({"_2": 3}, {"SKU-1": 2, "SKU-2": 3}, [(3, 2, 0, 5), (2, 3, 0, 5)]),
    ],
    ids=["lowered", "removed", "first removed", "raised"],
)
async def test_an_order_with_other_units_is_taken_back_and_given_anew(
    yard: Yard, change: dict[str, int], asked: dict[str, int], held: list[Any]
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    await changes(yard, order, **change)
    assert await stand(yard) == held
    await followed(yard)
    again = f"{order.number}-2"
    assert await given(yard) == {order.number: ("cancelled", BOTH), again: ("accepted", asked)}
    assert await yard.open(order.id) == []
    await leaves(yard, again, "SF60002", asked)
    after = await yard.order(order.external_no)
    assert (after.stage, after.fulfilment_status) == ("shipped", "shipped")
    assert await stand(yard) == [(free, 0, used, 5) for free, used, *_ in held]


async def test_a_line_removed_before_the_first_call_recalls_nothing(yard: Yard) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await changes(yard, order, _1=0)
    await followed(yard)
    assert await given(yard) == {order.number: ("accepted", {"SKU-2": 1})}
    assert "order.cancel" not in (await yard.ask("GET", ""))["asked"]


async def test_a_line_lowered_too_late_is_told_to_people_until_it_is_as_before(yard: Yard) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.follow()
    await too_late(yard, order.number)
    await changes(yard, order, _1=1)
    for _ in range(3):
        await yard.follow()
    assert [(one.kind, one.reason) for one in await yard.open(order.id)] == [
        ("lines_changed", "lines_too_late")
    ]
    await changes(yard, order, _1=2)
    await followed(yard)
    assert await yard.open(order.id) == []


@pytest.mark.parametrize("units", [0, 1], ids=["removed", "lowered"])
async def test_a_line_taken_off_after_it_left_stays_booked_out_and_stops_nothing(
    yard: Yard, units: int
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    await part_leaves(yard, order, FIRST)
    await changes(yard, order, _1=units)
    await followed(yard)
    assert (await yard.order(order.external_no)).stage == "partially_shipped"
    assert await yard.open(order.id) == []
    assert await stand(yard) == [(3, 2, 0, 5), (4, 1, 0, 5)]
    await leaves(yard, order.number, "SF60002", {"SKU-2": 1})
    assert (await yard.order(order.external_no)).stage == "shipped"
    assert await stand(yard) == [(3, 0, 2, 5), (4, 0, 1, 5)]


async def test_of_a_line_lowered_when_part_of_it_left_the_rest_is_free(yard: Yard) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    await part_leaves(yard, order, {"SKU-1": 1, "SKU-2": 1})
    await changes(yard, order, _1=1)
    await followed(yard)
    assert (await yard.order(order.external_no)).stage == "shipped"
    assert await stand(yard) == [(4, 0, 1, 5), (4, 0, 1, 5)]
    # The warehouse has the other unit still: people see to that.
    assert [one.kind for one in await yard.open(order.id)] == ["lines_changed"]


async def test_a_removed_line_leaves_the_part_that_holds_it(yard: Yard) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.split(order)
    await yard.follow()
    await changes(yard, order, _2=0)
    await followed(yard)
    assert await given(yard) == {
        f"{order.number}-1": ("accepted", FIRST),
        f"{order.number}-2": ("cancelled", {"SKU-2": 1}),
    }
    assert await yard.open(order.id) == []
    await leaves(yard, f"{order.number}-1", "SF60001", FIRST)
    assert (await yard.order(order.external_no)).stage == "shipped"
