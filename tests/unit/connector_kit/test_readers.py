"""Single values are read right or refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.connector_kit import readers
from orderhub.kernel.money import decimal_of


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_yuan_texts_come_back_as_minor_units(minor: int) -> None:
    assert readers.yuan(decimal_of(minor)) == minor


@pytest.mark.parametrize(("value", "minor"), [("12.3", 1230), (12.3, 1230), (12, 1200), ("0", 0)])
def test_yuan_may_be_written_shorter_or_as_a_number(value: object, minor: int) -> None:
    assert readers.yuan(value) == minor


@pytest.mark.parametrize(
    "value", ["", " 1.00", "1_0.00", "1.005", "１.００", "1e3", None, True, [], {}, "12 345.00"]
)
def test_anything_else_is_no_amount(value: object) -> None:
    with pytest.raises(ValueError, match=r"decimal|finer"):
        readers.yuan(value)


@given(st.datetimes(datetime(1000, 1, 2), datetime(9998, 1, 1)))  # noqa: DTZ001
def test_wall_times_of_china_come_back_as_the_instant_they_were(naive: datetime) -> None:
    at = naive.replace(microsecond=0, tzinfo=UTC)
    assert readers.beijing(readers.to_beijing(at)) == at
    assert readers.beijing(readers.to_beijing(at)).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    ["", "2026-01-05", "2026-01-05T00:00:00", "2026-13-05 00:00:00", "2026-01-05 00:00:00Z"],
)
def test_anything_else_is_no_wall_time(value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - python's own words differ
        readers.beijing(value)


@pytest.mark.parametrize("value", [None, "", "0001-01-01 00:00:00", "0000-00-00 00:00:00"])
def test_a_zero_date_is_no_date(value: str | None) -> None:
    assert readers.beijing_or_none(value) is None


def test_ids_are_text_however_big() -> None:
    assert readers.ident(9007199254740993007) == "9007199254740993007"
    assert readers.ident("007") == "007"
    for wrong in (None, "", 1.5, True, b""):
        with pytest.raises(ValueError, match="id"):
            readers.ident(wrong)


def test_counts_are_whole() -> None:
    assert (readers.count("3"), readers.count(3), readers.count_or_none("")) == (3, 3, None)
    for wrong in (None, 1.5, True, b""):
        with pytest.raises(ValueError, match="whole"):
            readers.count(wrong)


@given(st.integers(min_value=1, max_value=4_000_000_000))
def test_seconds_come_back(seconds: int) -> None:
    assert readers.to_unix_s(readers.unix_s(seconds)) == seconds
    assert readers.unix_s(str(seconds)) == readers.unix_s_or_none(seconds)


@pytest.mark.parametrize(
    "value", [None, "", 0, -1, True, 1.5, 1767294245000, "2026-01-05", [], 10**30], ids=repr
)
def test_what_are_no_seconds_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader's or int's own words
        readers.unix_s(value)


@given(st.integers(min_value=100_000_000_000, max_value=4_000_000_000_000))
def test_milliseconds_come_back(ms: int) -> None:
    assert readers.to_unix_ms(readers.unix_ms(ms)) == ms
    assert readers.unix_ms(str(ms)).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value", [None, "", 0, True, 1.5, 1767294245, "2026-01-05", [], 10**30], ids=repr
)
def test_what_are_no_milliseconds_is_refused(value: object) -> None:
    with pytest.raises((ValueError, OverflowError)):
        readers.unix_ms(value)


@pytest.mark.parametrize("value", [None, "", 0])
def test_no_time_may_be_said_in_many_ways(value: object) -> None:
    assert readers.unix_ms_or_none(value) is None
    assert readers.unix_s_or_none(value) is None


@pytest.mark.parametrize(("value", "minor"), [(None, 0), ("", 0), (0, 0), (1205, 1205), ("7", 7)])
def test_fen_are_minor_units(value: object, minor: int) -> None:
    assert readers.fen_or_0(value) == minor
