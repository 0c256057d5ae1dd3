"""Which parcels of ours may be what a channel's first word of goods that left is of."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.history import CLOCKS_DIFFER
from orderhub.orders.decide.lines import gone_units, unclear_units
from orderhub.orders.model import Fact

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
LINES = [{"no": "1", "sku": "A", "quantity": 4}, {"no": "2", "sku": "B", "quantity": 1}]
MAY_HAVE_LEFT: dict[str, int] = {"1": 4}
ALL_CLEAR: dict[str, int] = {}
BEHIND = CLOCKS_DIFFER.total_seconds()


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def stated(kind: str, key: str, second: float, **data: Any) -> Fact:
    return Fact(
        order_id=1,
        source="test",
        kind=kind,
        key=key,
        occurred_at=at(second),
        learned_at=NOON,
        data=data,
    )


def word(
    second: float, status: str, *, read: float | None = None, shipped: float | None = None,
    lines: list[dict[str, Any]] = LINES,
) -> Fact:  # fmt: skip
    """What the channel said by its clock, read by ours a moment later unless said otherwise."""
    return stated(
        "snapshot",
        f"{second}",
        second,
        status=status,
        modified=at(second).isoformat(),
        read=at(second + 1 if read is None else read).isoformat(),
        shipped=None if shipped is None else at(shipped).isoformat(),
        digest=f"{status}{second}",
        people={},
        lines=lines,
    )


def parcel(second: float, step: str = "shipped", **lines: int) -> Fact:
    """Word of our parcel with units of the second line, or of these."""
    units = {"1": 0, "2": 1} | {no.removeprefix("no"): n for no, n in lines.items()}
    held = {no: n for no, n in units.items() if n}
    skus = {{"1": "A", "2": "B"}[no]: n for no, n in held.items()}
    return stated(
        "parcel", f"{step}{second}", second, parcel="P1", step=step, units=skus, lines=held
    )


PAID = word(-9000, "to_ship")
TAKEN_OFF = word(9000, "partially_shipped", lines=LINES[1:])


def unclear(*facts: Fact) -> dict[str, int]:
    """Units by line that may have left once the first line was taken off, in whatever order the
    facts came."""
    known = [PAID, *facts, TAKEN_OFF]
    states = [fold(some) for some in permutations(known)]
    assert all(state == states[0] for state in states)
    assert gone_units(states[0]).get("1", 0) >= unclear_units(states[0]).get("1", 0)
    return dict(unclear_units(states[0]))


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # We told the channel of the parcel: it says so after, and we read that after.
        (word(60, "partially_shipped"), ALL_CLEAR),
        (word(1, "partially_shipped", read=0.5, shipped=1), ALL_CLEAR),
        # Its clock is ahead, or behind by no more than clocks are; in whole seconds.
        (word(3600, "partially_shipped", read=9), ALL_CLEAR),
        (word(-BEHIND, "partially_shipped", read=9), ALL_CLEAR),
        (word(0, "partially_shipped", read=9, shipped=-BEHIND), ALL_CLEAR),
        # It said so, or we had read that, before the parcel left.
        (word(-3600, "partially_shipped"), MAY_HAVE_LEFT),
        (word(-BEHIND - 1, "partially_shipped", read=9), MAY_HAVE_LEFT),
        (word(-2, "partially_shipped", read=-1), MAY_HAVE_LEFT),
        (word(3600, "partially_shipped", read=-1), MAY_HAVE_LEFT),
        # It was late to say so, or we to read, and it tells when they left.
        (word(60, "partially_shipped", shipped=-3600), MAY_HAVE_LEFT),
    ],
)
def test_a_parcel_that_had_left_by_the_first_word_is_what_it_is_of(
    first: Fact, expected: dict[str, int]
) -> None:
    assert unclear(first, parcel(0)) == expected


def test_only_the_first_word_counts_and_the_first_time_that_a_parcel_left() -> None:
    later = word(7200, "partially_shipped", shipped=7200)
    assert unclear(word(-3600, "partially_shipped"), later, parcel(0)) == MAY_HAVE_LEFT
    moved = [parcel(n, step) for n, step in ((0, "shipped"), (7300, "delivered"))]
    assert unclear(word(60, "partially_shipped"), *moved) == ALL_CLEAR
    assert unclear(word(60, "partially_shipped"), parcel(0), parcel(8000, "returned")) == ALL_CLEAR


def test_a_word_that_the_channel_takes_back_is_none() -> None:
    back = word(-3000, "to_ship")
    assert unclear(word(-3600, "partially_shipped"), back, parcel(0)) == ALL_CLEAR


def test_a_parcel_that_is_packed_has_not_left() -> None:
    packed = parcel(-60, "packed")
    assert unclear(word(-30, "partially_shipped"), packed) == MAY_HAVE_LEFT
    assert unclear(word(-30, "partially_shipped"), packed, parcel(0)) == MAY_HAVE_LEFT


def test_units_that_a_later_parcel_holds_are_clear() -> None:
    first = word(-3600, "partially_shipped")
    assert unclear(first, parcel(0, no1=3)) == MAY_HAVE_LEFT
    assert unclear(first, parcel(0, no1=4)) == ALL_CLEAR
    known = [PAID, first, parcel(0, no1=3), TAKEN_OFF]
    assert gone_units(fold(known)) == {"1": 4, "2": 1}
