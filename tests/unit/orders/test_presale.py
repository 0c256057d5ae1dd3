"""A presale waits for what it must wait for, never a moment less, and says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage
from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.desk import Action, Command, DeskOrder, Statement, decide
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.presale import cause_of, presale_of, told_sale
from orderhub.orders.decide.undo import take_back
from orderhub.orders.model import Data, Derived, Fact, Flags

START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WITHIN = timedelta(hours=48)
HELD = Flags.PRESALE_HELD


def fact(n: int, kind: str, data: Data) -> Fact:
    at = START + timedelta(seconds=n)
    return Fact(
        order_id=1, source="t", kind=kind, key=f"k{n}", occurred_at=at, learned_at=at, data=data
    )


def snapshot(n: int = 0, status: str = "to_ship", **sale: Any) -> Fact:
    told = told_sale(sale.get("ship_from"), WITHIN, balance_due=sale.get("balance_due"))
    return fact(
        n,
        "snapshot",
        {
            "status": status, "modified": f"{n}", "read": f"{n}", "digest": f"{n:032x}",
            "seller_flag": None, "ship_by": sale.get("ship_by"), "paid": START.isoformat(),
            "verdict": None, "people": {}, "lines": [{"no": "1", "sku": "A", "quantity": 1}],
            "sale": told,
        },
    )  # fmt: skip


def by_hand(n: int, **data: Any) -> Fact:
    return fact(n, "presale", {"name": "manual", **data})


def derived(*facts: Fact, at: datetime) -> Derived:
    """The same whatever way the facts came."""
    found = [derive(fold(order), at) for order in permutations(facts)]
    assert all(one == found[0] for one in found)
    return found[0]


def test_it_waits_until_its_date_and_its_clock_runs_from_there() -> None:
    day = START + 3 * DAY
    before = derived(snapshot(ship_from=day), at=day - timedelta(microseconds=1))
    assert (before.flags & HELD, before.waits_for, before.ship_from) == (HELD, "date", day)
    assert before.ship_by == (day + WITHIN).isoformat()
    after = derived(snapshot(ship_from=day), at=day)
    assert (after.flags & HELD, after.waits_for) == (0, "")
    assert derived(snapshot(ship_from=day), at=day + WITHIN).flags & Flags.LATE


def test_an_unpaid_balance_has_no_date_and_its_payment_starts_the_clock() -> None:
    due = derived(snapshot(balance_due=True), at=START + 9 * DAY)
    assert (due.flags & HELD, due.waits_for, due.ship_by) == (HELD, "balance", None)
    paid = derived(snapshot(balance_due=True), snapshot(1, balance_due=False), at=START)
    assert (paid.flags & HELD, paid.ship_by) == (0, (START + WITHIN).isoformat())
    assert derived(snapshot(), at=START).ship_by is None
    own = derived(snapshot(ship_by=START.isoformat(), ship_from=START + DAY), at=START)
    assert own.ship_by == START.isoformat()


def test_of_two_dates_the_later_counts_and_a_release_covers_the_very_word() -> None:
    theirs, ours = START + 3 * DAY, START + 5 * DAY
    told = snapshot(ship_from=theirs)
    said = by_hand(1, on=True, until=ours.isoformat())
    assert derived(told, said, at=START).waits_for == "by_hand"
    assert derived(told, said, at=START).ship_from == ours
    assert derived(told, said, at=theirs).flags & HELD
    off = by_hand(2, on=False, cause=cause_of((told.data)["sale"]))
    assert not derived(told, said, off, at=START).flags & HELD
    moved = snapshot(3, ship_from=theirs + DAY)
    assert derived(told, off, moved, at=START).ship_from == theirs + DAY
    earlier = by_hand(1, on=True, until=(START + DAY).isoformat())
    assert derived(told, earlier, at=START).ship_from == theirs
    assert derived(snapshot(balance_due=True), said, at=START + 9 * DAY).waits_for == "balance"


@pytest.mark.parametrize("status", ["shipped", "cancelled", "completed", "closed_refunded"])
def test_what_left_or_ended_waits_for_nothing(status: str) -> None:
    told = snapshot(status=status, ship_from=START + DAY)
    assert not derived(told, at=START).flags & HELD


def test_no_presale_says_nothing() -> None:
    plain = fold([snapshot()])
    assert plain.snapshot is not None
    assert presale_of(plain, {**plain.snapshot, "sale": None}, START).reason == ""


ORDER = DeskOrder(
    id=1, number="ORD-20260105-00001", shop_id=1, stage=Stage.TO_SHIP, flags=Flags(0),
    fulfilment_status="none", priority=1, seller_flag=None, tags=frozenset(), version=1,
    sale_cause="x|True",
)  # fmt: skip
UNTIL = {"until": (START + DAY).isoformat(), "reason_code": "新品"}


def test_a_person_lets_an_order_wait_and_go_and_takes_it_back() -> None:
    outcome = decide(ORDER, Command(Action.PRESALE_HOLD, UNTIL))
    assert outcome == (Statement("presale", {"name": "manual", "on": True, **UNTIL}),)
    refused = decide(ORDER, Command(Action.PRESALE_RELEASE))
    assert isinstance(refused, Refusal)
    assert refused.code == "not_presale_held"
    waiting = replace(ORDER, flags=HELD)
    released = decide(waiting, Command(Action.PRESALE_RELEASE))
    assert isinstance(released, tuple)
    (off,) = released
    assert off.data == {"name": "manual", "on": False, "cause": "x|True"}
    said = fact(1, off.kind, off.data)
    back = take_back(waiting, said, None, said)
    assert isinstance(back, Statement)
    told = snapshot(ship_from=START + DAY)
    assert derived(told, fact(2, back.kind, back.data), at=START).waits_for == "date"
