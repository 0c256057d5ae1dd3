"""Who is asked for a sign of life, and who is left in peace."""

from datetime import UTC, datetime, timedelta

from orderhub.health.decide.heartbeats import Pulsed, due

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def shop(
    number: int, good_s: float | None, tried_s: float | None = None, **more: bool
) -> Pulsed[int]:
    return Pulsed(
        key=number,
        app="any:app",
        blocked=more.get("blocked", False),
        good_at=_ago(good_s),
        tried_at=_ago(good_s if tried_s is None else tried_s),
        limited=more.get("limited", False),
    )


def _ago(seconds: float | None) -> datetime | None:
    return None if seconds is None else NOW - timedelta(seconds=seconds)


def test_an_app_that_is_heard_of_is_not_asked() -> None:
    assert due([shop(1, 20), shop(2, 200)], NOW) == []


def test_an_app_silent_for_thirty_seconds_is_asked_once_by_its_longest_silent_shop() -> None:
    assert due([shop(1, 31), shop(2, 200)], NOW) == [2]


def test_a_shop_silent_for_five_minutes_is_asked_whatever_the_others_do() -> None:
    assert due([shop(1, 5), shop(2, 301), shop(3, None)], NOW) == [2, 3]


def test_a_blocked_app_gets_one_probe_every_ten_seconds() -> None:
    blocked = [shop(n, 900, 31, blocked=True) for n in (1, 2, 3)]
    assert len(due(blocked, NOW)) == 1
    assert due([*blocked, shop(4, 900, 9, blocked=True)], NOW) == []


def test_one_shop_without_permission_does_not_silence_its_sisters() -> None:
    assert due([shop(1, 900, 5, blocked=True), shop(2, 40)], NOW) == [2]
    assert due([shop(1, 900, 31, blocked=True), shop(2, 5)], NOW) == [1]


def test_while_the_quota_is_used_up_a_shop_is_asked_hourly() -> None:
    assert due([shop(1, 900, 900, limited=True), shop(2, 900)], NOW) == []
    assert due([shop(1, 3601, 3601, limited=True)], NOW) == [1]


def test_a_channel_that_fails_is_asked_no_more_often_than_one_that_answers() -> None:
    assert due([shop(1, 4000, 29)], NOW) == []
