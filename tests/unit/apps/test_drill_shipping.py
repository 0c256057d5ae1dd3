"""A drill with a warehouse is ok only when every figure is; each planted lie is told."""

from dataclasses import replace
from typing import Any

import pytest

from orderhub.apps.drill.shipping import Shipping, state_of, states_wrong

GOOD = Shipping(
    drill="wms-outage",
    time_scale=30.0,
    day_scale=576.0,
    strikes=10,
    answers_lost=80,
    messages=12_000,
    orders=6_000,
    parcels=6_000,
    ship_backs=6_000,
    webhooks=24_000,
    sms=6_000,
    orders_lost=0,
    orders_doubled=0,
    not_given=0,
    given_twice=0,
    parcels_lost=0,
    parcels_doubled=0,
    ship_backs_lost=0,
    ship_backs_doubled=0,
    webhooks_lost=0,
    webhooks_doubled=0,
    sms_lost=0,
    sms_doubled=0,
    states_wrong=0,
    dead_letters=0,
    cause_expected="channel_unavailable",
    cause_named="channel_unavailable",
    noticed_after_s=1.5,
    in_step_after_s=30.0,
    wall_s=200.0,
    wall_limit_s=270.0,
)
COUNTED = (
    "orders_lost", "orders_doubled", "not_given", "given_twice", "parcels_lost", "parcels_doubled",
    "ship_backs_lost", "ship_backs_doubled", "webhooks_lost", "webhooks_doubled", "sms_lost",
    "sms_doubled", "states_wrong", "dead_letters",
)  # fmt: skip

HAPPENED = (
    "strikes", "answers_lost", "messages", "orders", "parcels", "ship_backs", "webhooks", "sms",
)  # fmt: skip


def test_a_good_one_is_ok_and_tells_its_figures() -> None:
    told = GOOD.present()
    assert (told["ok"], told["missed"], told["shortcomings"]) == (True, [], [])
    assert told["answers_lost"] == 80


@pytest.mark.parametrize(
    "lie",
    [
        *({name: 1} for name in COUNTED),
        *({name: 0} for name in HAPPENED),
        {"cause_named": None},
        {"cause_named": "timed_out"},
        {"noticed_after_s": None},
        {"noticed_after_s": 60.1},
        {"in_step_after_s": None},
        {"in_step_after_s": 60.1},
        {"wall_s": 270.1},
    ],
)
def test_whatever_misses_is_told_and_is_not_ok(lie: dict[str, Any]) -> None:
    told = replace(GOOD, **lie).present()
    assert (told["ok"], told["missed"], len(told["shortcomings"])) == (False, list(lie), 1)


def test_where_no_answer_is_to_be_lost_none_is_a_shortcoming() -> None:
    assert replace(GOOD, answers_lost=None).present()["ok"]


def test_where_nobody_must_notice_silence_is_no_shortcoming() -> None:
    calm = replace(GOOD, cause_expected="", cause_named=None, noticed_after_s=None)
    assert calm.present()["ok"]


def test_an_order_stands_where_the_further_of_platform_and_parcels_stands() -> None:
    assert state_of("to_ship", "none") == ("to_ship", "to_ship", "none")
    assert state_of("shipped", "delivered") == ("shipped", "delivered", "delivered")
    assert state_of("completed", "shipped") == ("completed", "completed", "shipped")
    platform, left = {(1, "a"): "shipped", (1, "b"): "shipped"}, {(1, "a"): "shipped"}
    hub = {(1, "a"): state_of("shipped", "shipped"), (1, "b"): state_of("shipped", "none")}
    assert states_wrong(platform, left, hub) == 0
    assert states_wrong(platform, left, {**hub, (1, "b"): state_of("shipped", "shipped")}) == 1
    assert states_wrong(platform, left, {}) == 2
