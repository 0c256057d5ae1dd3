"""The outcome of an upset is ok only when every figure is; each planted lie is told."""

from dataclasses import replace
from typing import Any

import pytest

from orderhub.apps.drill.outcome import Outcome, doubled

GOOD = Outcome(
    drill="broker-down",
    time_scale=300.0,
    strikes=1,
    orders=400,
    scans=90,
    ship_backs=70,
    webhooks=900,
    sms=20,
    orders_lost=0,
    orders_doubled=0,
    scans_lost=0,
    ship_backs_lost=0,
    ship_backs_doubled=0,
    webhooks_lost=0,
    webhooks_doubled=0,
    sms_lost=0,
    sms_doubled=0,
    states_wrong=0,
    dead_letters=0,
    must_be_told=True,
    told_after_s=11.0,
    in_step_after_s=20.0,
    wall_s=100.0,
)


def test_a_good_outcome_is_ok_and_tells_its_figures() -> None:
    told = GOOD.present()
    assert (told["ok"], told["shortcomings"], told["scans"]) == (True, [], 90)


@pytest.mark.parametrize(
    "lie",
    [
        {"strikes": 0},
        {"strikes": 91},
        {"ship_backs": 0},
        {"webhooks": 0},
        {"sms": 0},
        {"sms_lost": 1},
        {"sms_doubled": 1},
        {"webhooks_lost": 1},
        {"webhooks_doubled": 1},
        {"orders": 0},
        {"scans": 0},
        {"orders_lost": 1},
        {"orders_doubled": 1},
        {"scans_lost": 1},
        {"ship_backs_lost": 1},
        {"ship_backs_doubled": 1},
        {"states_wrong": 1},
        {"dead_letters": 1},
        {"told_after_s": None},
        {"told_after_s": 60.1},
        {"in_step_after_s": None},
        {"in_step_after_s": 60.1},
        {"wall_s": 120.1},
    ],
)
def test_whatever_misses_is_told_and_is_not_ok(lie: dict[str, Any]) -> None:
    told = replace(GOOD, **lie).present()
    assert not told["ok"]
    assert len(told["shortcomings"]) == 1


def test_where_nobody_must_be_told_silence_is_no_shortcoming() -> None:
    assert replace(GOOD, must_be_told=False, told_after_s=None).present()["ok"]


def test_what_comes_again_is_doubled() -> None:
    assert doubled([(1, "a"), (1, "a"), (2, "a"), (1, "a")]) == 2
