"""What a scan says: in any order, repeated, too much, too late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderhub.fulfilment.decide.scans import after_waiting, judge_scan
from orderhub.fulfilment.model.parcels import (
    Excepted,
    Line,
    More,
    New,
    Ordered,
    Package,
    Parked,
    Repeated,
    Rewaybilled,
    Scan,
    Source,
)

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
ORDER = Ordered(
    id=7,
    shop_id=1,
    channel="c",
    number="ORD-20260105-00001",
    external_no="E1",
    closed=False,
    lines=(Line("1", "A", 2), Line("2", "B", 1)),
)


def make_scan(**over: Any) -> Scan:
    scan = Scan(
        source=Source.PAGE,
        sender="user:7",
        key="s1",
        order_ref="E1",
        carrier="SF",
        waybill_no="SF1",
        occurred_at=NOW,
    )
    return replace(scan, **over)


def make_package(**over: Any) -> Package:
    package = Package(
        id=1,
        order_id=7,
        shop_id=1,
        number=ORDER.number,
        external_no="E1",
        source=Source.PAGE,
        carrier="SF",
        waybill_no="SF1",
        step="shipped",
        units={"A": 1},
        weight_g=None,
        shipped_at=NOW,
        step_at=NOW,
        agreed_at=None,
        version=1,
    )
    return replace(package, **over)


PACKAGE = make_package()
KNOWN = {"SF1": 1}


def test_a_scan_without_items_holds_the_rest_of_the_order() -> None:
    assert judge_scan(ORDER, [], {}, make_scan()) == New({"A": 2, "B": 1}, {"1": 2, "2": 1})
    rest = judge_scan(ORDER, [PACKAGE], KNOWN, make_scan(waybill_no="SF2"))
    assert rest == New({"A": 1, "B": 1}, {"1": 1, "2": 1})


def test_a_person_who_scans_a_parcel_twice_changes_nothing() -> None:
    assert judge_scan(ORDER, [PACKAGE], KNOWN, make_scan(units={"A": 1})) == Repeated(PACKAGE)


def test_a_warehouse_adds_units_to_its_own_parcel() -> None:
    mine = make_package(source=Source.WMS)
    scan = make_scan(source=Source.WMS, units={"A": 1})
    assert judge_scan(ORDER, [mine], KNOWN, scan) == More(mine, {"A": 2}, {"1": 1})
    goes_on = replace(mine, waybill_no="SF2")
    both = {"SF1": 1, "SF2": 1}
    assert judge_scan(ORDER, [goes_on], both, scan) == More(goes_on, {"A": 2}, {"1": 1})


@pytest.mark.parametrize("units", [{"A": 3}, {"A": 2, "B": 2}])
def test_more_units_than_are_left_go_to_a_person(units: dict[str, int]) -> None:
    assert judge_scan(ORDER, [], {}, make_scan(units=units)) == Excepted("too_many_units")


def test_an_order_that_has_left_wholly_takes_no_further_parcel() -> None:
    whole = make_package(units={"A": 2, "B": 1})
    scan = make_scan(waybill_no="SF2")
    assert judge_scan(ORDER, [whole], KNOWN, scan) == Excepted("too_many_units")


def test_a_scan_after_the_cancel_goes_to_a_person_but_a_known_parcel_is_only_a_repeat() -> None:
    closed = replace(ORDER, closed=True)
    assert judge_scan(closed, [], {}, make_scan()) == Excepted("after_cancel")
    assert judge_scan(closed, [PACKAGE], KNOWN, make_scan()) == Repeated(PACKAGE)
    mine = make_package(source=Source.WMS)
    more = make_scan(source=Source.WMS, units={"A": 1})
    assert judge_scan(closed, [mine], KNOWN, more) == Excepted("after_cancel")


def test_unknown_orders_and_skus_wait() -> None:
    assert judge_scan(None, [], {}, make_scan()) == Parked("unknown_order")
    assert judge_scan(ORDER, [], {}, make_scan(units={"X": 1})) == Parked("unknown_sku")


def test_a_new_waybill_takes_the_place_of_the_old_one_once() -> None:
    change = make_scan(waybill_no="SF2", replaces="SF1")
    assert judge_scan(ORDER, [PACKAGE], KNOWN, change) == Rewaybilled(PACKAGE)
    after = make_package(waybill_no="SF2")
    both = {"SF1": 1, "SF2": 1}
    assert judge_scan(ORDER, [after], both, change) == Repeated(after)
    assert judge_scan(ORDER, [after], both, make_scan()) == Repeated(after)


def test_a_new_waybill_waits_an_hour_for_its_parcel() -> None:
    parked = judge_scan(ORDER, [], {}, make_scan(waybill_no="SF2", replaces="SF1"))
    assert parked == Parked("no_such_waybill")
    assert after_waiting(parked, timedelta(minutes=59)) == parked
    assert after_waiting(parked, timedelta(hours=1)) == Excepted("no_such_waybill")
    assert after_waiting(Parked("unknown_order"), timedelta(days=6)) == Parked("unknown_order")
    assert after_waiting(Parked("unknown_order"), timedelta(days=7)) == Excepted("never_matched")
