"""Rules of partners: when to try again, when to stop, what to keep."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.kernel.errors import InvalidInput
from orderhub.partners.decide.addresses import host_of
from orderhub.partners.decide.answers import excerpt_of, outcome_of
from orderhub.partners.decide.breaker import GIVES_UP_AFTER, LONGEST_WAIT, OPENS_AFTER, after
from orderhub.partners.decide.schedule import MOST_TRIES, next_try
from orderhub.partners.model.deliveries import Answered, TryOutcome
from orderhub.partners.model.endpoints import EndpointReason, EndpointState, Standing

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
BAD = Answered(TryOutcome.UNKNOWN, "http:500", 3)
GOOD = Answered(TryOutcome.OK, "http:204", 3)


def test_ten_tries_take_about_75_hours() -> None:
    at, tries = NOW, 1
    while (again := next_try(tries, 0.5, at)) is not None:
        at, tries = again, tries + 1
    assert tries == MOST_TRIES == 10
    assert timedelta(hours=75) < at - NOW < timedelta(hours=76)


@given(tries=st.integers(1, MOST_TRIES - 1), dice=st.floats(0, 1, exclude_max=True))
def test_a_try_is_spread_by_a_tenth_at_most(tries: int, dice: float) -> None:
    again, middle = next_try(tries, dice, NOW), next_try(tries, 0.5, NOW)
    assert again is not None
    assert middle is not None
    assert abs((again - NOW) / (middle - NOW) - 1) <= 0.1 + 1e-6


def test_a_receiver_that_asks_for_a_rest_gets_it_a_day_at_most() -> None:
    assert next_try(1, 0.5, NOW, 600) == NOW + timedelta(minutes=10)
    assert next_try(1, 0.5, NOW, 10**9) == NOW + timedelta(days=1)
    assert next_try(1, 0.5, NOW, float("inf")) == NOW + timedelta(days=1)


def failed(times: int, standing: Standing | None = None, at: datetime = NOW) -> Standing:
    standing = standing or Standing()
    for _ in range(times):
        at = max(at, standing.probe_at or at)
        standing = after(standing, BAD, at)
    return standing


def test_the_breaker_opens_after_failures_in_a_row_and_closes_by_one_good_answer() -> None:
    assert failed(OPENS_AFTER - 1).state is EndpointState.ACTIVE
    open_now = failed(OPENS_AFTER)
    assert (open_now.state, open_now.broken_since) == (EndpointState.BROKEN, NOW)
    assert after(open_now, GOOD, NOW) == Standing()
    mixed = after(failed(OPENS_AFTER - 1), GOOD, NOW)
    assert failed(OPENS_AFTER - 1, mixed).state is EndpointState.ACTIVE


def test_probes_come_seldomer_and_a_late_failure_moves_none() -> None:
    late = failed(OPENS_AFTER + 20)
    last = failed(OPENS_AFTER + 19)
    assert last.probe_at is not None
    assert late.probe_at == last.probe_at + LONGEST_WAIT
    assert after(late, BAD, last.probe_at) == late


def test_it_pauses_by_410_or_days_of_silence_and_only_a_person_ends_that() -> None:
    gone = after(Standing(), Answered(TryOutcome.FAILED, "http:410", 1), NOW)
    assert (gone.state, gone.reason) == (EndpointState.PAUSED, EndpointReason.GONE)
    assert after(gone, GOOD, NOW) == gone
    tired = after(failed(OPENS_AFTER), BAD, NOW + GIVES_UP_AFTER)
    assert (tired.state, tired.reason) == (EndpointState.PAUSED, EndpointReason.SILENT)
    assert replace(tired, failures=0).probe_at is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "ok"), (204, "ok"), (302, "failed"), (404, "failed"), (429, "failed"), (500, "unknown")],
)
def test_an_answer_is_yes_no_or_nobody_knows(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


def test_an_excerpt_is_short_and_tells_no_secret_and_nobody() -> None:
    body = (
        "bad whsec_QUJD QUJD v1,QUJDRA== Bearer abc.def\r\n13812345678/110101 1990 0101 1234 a@b.cn"
    )
    told = excerpt_of(body.encode() + b"\xff" + b"x" * 5000, ["whsec_QUJD"])
    assert len(told) == 200
    assert told.startswith("bad *** *** *** *** ***/*** ***")


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com/hook",
        "ftp://erp.example.com/",
        "https:///hook",
        "https://user:word@erp.example.com/",
        "https://erp.example.com/#a",
        "https://erp.example.com:99999/",
        "https://[::1/",
    ],
)
def test_an_address_is_https_with_a_host_and_nothing_else(url: str) -> None:
    with pytest.raises(InvalidInput):
        host_of(url, private=False)
    assert host_of("https://erp.example.com:8443/h?t=secret", private=False).endswith(":8443")
