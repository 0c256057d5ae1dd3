"""A flash sale is ok only when nothing was oversold, lost or late; each planted lie is told."""

from dataclasses import replace
from typing import Any

import pytest

from orderhub.apps.drill.sale import Sale

GOOD = Sale(
    time_scale=30.0,
    calls_per_second=100.0,
    tries=10_080,
    rush_s=40.0,
    rush_scale=1.5,
    strikes=5,
    units=500,
    accepted=420,
    reserved=420,
    pool_accepted=2_900,
    pool_reserved=500,
    short=2_400,
    short_after_s=12.0,
    conserved=True,
    orders=3_320,
    orders_lost=0,
    orders_doubled=0,
    in_step_after_s=20.0,
    wall_s=100.0,
)


def test_a_good_sale_is_ok_and_tells_its_figures() -> None:
    told = GOOD.present()
    assert (told["ok"], told["shortcomings"]) == (True, [])
    assert (told["accepted"], told["reserved"], told["short"]) == (420, 420, 2_400)


@pytest.mark.parametrize(
    "lie",
    [
        {"strikes": 0},
        {"orders": 0},
        {"rush_scale": 0.9},
        {"short_after_s": None},
        {"accepted": 501, "reserved": 501},
        {"reserved": 419},
        {"pool_accepted": 500, "short": 0},
        {"pool_reserved": 501, "short": 2_399},
        {"short": 2_399},
        {"short_after_s": 60.1},
        {"conserved": False},
        {"orders_lost": 1},
        {"orders_doubled": 1},
        {"in_step_after_s": None},
        {"in_step_after_s": 60.1},
        {"wall_s": 120.1},
    ],
)
def test_whatever_misses_its_budget_is_told_and_is_not_ok(lie: dict[str, Any]) -> None:
    told = replace(GOOD, **lie).present()
    assert (told["ok"], len(told["shortcomings"])) == (False, 1)
