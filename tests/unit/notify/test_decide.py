"""Who is told, and when."""

from datetime import datetime, timedelta

import pytest

from orderhub.notify.decide.duties import goes_at, on_call, recipients
from orderhub.notify.model import Duty, Message, Quiet, Severity

URGENT = Message(
    key="k", severity=Severity.URGENT, title_zh="一", title_en="one", shop_ids=(1,), channel="c"
)
NOON_QUIET = Quiet(11 * 60 + 30, 13 * 60)


def test_in_quiet_hours_only_urgent_messages_go(now: datetime) -> None:
    assert goes_at(NOON_QUIET, Severity.URGENT, now) == now
    assert goes_at(NOON_QUIET, Severity.WARNING, now) == now + timedelta(hours=1)
    assert goes_at(Quiet(), Severity.INFO, now) == now


def test_quiet_hours_reach_over_midnight(now: datetime) -> None:
    night, late = Quiet(22 * 60, 8 * 60), now + timedelta(hours=11)
    assert goes_at(night, Severity.INFO, late) == now + timedelta(hours=20)


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        (Duty(person="p", endpoint_id=1), True),
        (Duty(person="p", endpoint_id=1, shop_ids=(2,)), False),
        (Duty(person="p", endpoint_id=1, channels=("d",)), False),
        (Duty(person="p", endpoint_id=1, weekdays=(1,)), True),
        (Duty(person="p", endpoint_id=1, weekdays=(2, 7)), False),
        (Duty(person="p", endpoint_id=1, from_minute=720, until_minute=721), True),
        (Duty(person="p", endpoint_id=1, from_minute=721, until_minute=720), False),
    ],
)
def test_a_duty_holds_for_its_shops_channels_days_and_hours(
    duty: Duty, *, expected: bool, now: datetime
) -> None:
    assert on_call(duty, URGENT, now) is expected


def test_a_night_duty_belongs_to_the_day_it_began_on(now: datetime) -> None:
    night = Duty(person="p", endpoint_id=1, weekdays=(1,), from_minute=22 * 60, until_minute=6 * 60)
    assert on_call(night, URGENT, now + timedelta(hours=14))  # Tuesday 02:00
    assert not on_call(night, URGENT, now - timedelta(hours=10))  # Monday 02:00


def test_a_person_with_two_duties_is_told_once(now: datetime) -> None:
    twice = [Duty(person="p", endpoint_id=n) for n in (1, 2)]
    assert recipients(twice, URGENT, now) == {"p": 1}
