"""What an answer says before its own envelope is read."""

import pytest

from orderhub.connector_kit.answers import retry_after

AT = "Mon, 05 Jan 2026 04:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("9" * 400, 86_400.0),
        ("Mon, 05 Jan 2026 04:02:00 GMT", 120.0),
        ("Mon, 05 Jan 2026 03:00:00 GMT", 0.0),
        ("Wed, 05 Jan 2028 04:00:00 GMT", 86_400.0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Mon, 99 Jan 2026 04:02:00 GMT", None),
        ("2026-01-05T04:02:00", None),
    ],
)
def test_a_rest_is_told_in_seconds_or_as_a_date_and_lasts_a_day_at_most(
    said: str, seconds: float | None
) -> None:
    assert retry_after({"retry-after": said, "date": AT}) == seconds


def test_a_date_without_the_answers_own_tells_nothing() -> None:
    assert retry_after({"retry-after": AT}) is None
