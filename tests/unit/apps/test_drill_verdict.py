"""A verdict is ok only when every figure is; each planted lie is told."""

from dataclasses import replace
from typing import Any

import pytest

from orderhub.apps.drill.verdict import Verdict, lost, ratio_of

GOOD = Verdict(
    drill="jd-ip-whitelist",
    time_scale=300.0,
    outage_s=25_200,
    cause_expected="address_blocked",
    cause_named="address_blocked",
    noticed_after_s=2.0,
    orders=50_000,
    orders_late=900,
    orders_lost=0,
    orders_doubled=0,
    recovered_after_s=41.0,
    other_shops_p95_ratio=1.1,
    wall_s=96.0,
)


def test_a_good_drill_is_ok_and_tells_its_figures() -> None:
    told = GOOD.present()
    assert told["ok"] is True
    assert told["cause_right"] is True
    assert told["shortcomings"] == []
    assert (told["orders_late"], told["recovered_after_s"]) == (900, 41.0)


@pytest.mark.parametrize(
    "lie",
    [
        {"cause_named": "timed_out"},
        {"cause_named": None},
        {"orders": 0},
        {"other_shops_p95_ratio": None},
        {"noticed_after_s": None},
        {"noticed_after_s": 60.1},
        {"orders_lost": 1},
        {"orders_doubled": 1},
        {"recovered_after_s": None},
        {"recovered_after_s": 60.1},
        {"other_shops_p95_ratio": 2.1},
        {"wall_s": 120.1},
    ],
)
def test_whatever_misses_its_budget_is_told_and_is_not_ok(lie: dict[str, Any]) -> None:
    told = replace(GOOD, **lie).present()
    assert told["ok"] is False
    assert len(told["shortcomings"]) == 1
    assert told["missed"] == list(lie)


def test_one_order_is_told_as_one() -> None:
    told = [replace(GOOD, orders_lost=n).shortcomings["orders_lost"] for n in (1, 2)]
    assert told == ["1 order is lost", "2 orders are lost"]


def test_an_order_that_is_missing_or_in_another_status_is_lost() -> None:
    platform = {(1, "a"): "to_ship", (1, "b"): "shipped", (2, "a"): "to_ship"}
    assert lost(platform, platform) == 0
    assert lost(platform, {**platform, (1, "c"): "to_ship"}) == 0
    assert lost(platform, {**platform, (1, "b"): "to_ship"}) == 1
    assert lost(platform, {(1, "a"): "to_ship"}) == 2


def test_the_ratio_of_the_others_ignores_what_is_below_a_second() -> None:
    assert ratio_of(4.0, 6.0) == 1.5
    assert ratio_of(0.1, 0.9) == 1.0
    assert ratio_of(None, 3.0) is None
