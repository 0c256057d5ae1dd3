"""Instants as text: the very text of `isoformat`, for digests and facts were made of it."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from orderhub.kernel.instants import iso

MINUTES = timedelta(hours=23, minutes=59) // timedelta(minutes=1)
ZONES = st.integers(-MINUTES, MINUTES).map(lambda n: timezone(timedelta(minutes=n)))


@given(at=st.datetimes(timezones=st.just(UTC) | ZONES))
@example(at=datetime(2026, 1, 1, 12, 0, tzinfo=UTC))
@example(at=datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC))
def test_it_is_what_isoformat_gives(at: datetime) -> None:
    assert iso(at) == at.isoformat()
