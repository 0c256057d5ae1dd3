"""One incident for one cause, whatever order the failures come in; it ends when it is over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.health.decide import incidents as decide
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.model.calls import Direction
from orderhub.health.model.causes import CauseName, Reach
from orderhub.health.model.connection import Connection
from orderhub.health.model.incident import Entry, Finding, Incident, IncidentState
from orderhub.kernel.types import Refusal

START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
Met = tuple[Incident, list[Entry]] | None
Opens = Callable[[Incident | None, Finding], bool]
Meets = Callable[[Incident | None, Finding, datetime], Met]


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def connection(code: str = "address_blocked", shop: int = 1, **more: object) -> Connection:
    known = {"failures": 1, "first_failed_at": START, "last_failed_at": START, "code": code}
    return Connection(
        shop_id=shop,
        channel="any",
        app_key="app",
        method="list",
        direction=Direction.OUT,
        **{**known, **more},  # pyright: ignore[reportArgumentType]
    )


def found(code: str = "address_blocked", shop: int = 1, **more: object) -> Finding:
    told = connection(code, shop, **more)
    return decide.finding_of(told, explain({}, code, told.channel_code), decide.IN_A_ROW)


def begun(finding: Finding, number: int = 1) -> Incident:
    return Incident(
        id=number,
        cause=finding.cause,
        subject=finding.subject,
        channel=finding.channel,
        app_key=finding.app_key,
        shop_ids=tuple(finding.shop_ids),
        methods=tuple(finding.methods),
        told=False,
        state=IncidentState.OPEN,
        code=finding.code,
        channel_code="",
        detail="",
        words=None,
        failures=finding.failures,
        opened_at=finding.at,
        first_failed_at=finding.first_failed_at or finding.at,
        last_failed_at=finding.at,
        last_good_at=None,
        good_since=None,
        resolved_at=None,
        owner=None,
        reopened=0,
        version=1,
    )


@pytest.mark.parametrize("cause", [name for name, known in KNOWN.items() if not known.heals])
def test_a_cause_that_cannot_heal_alone_tells_people_what_to_do(cause: str) -> None:
    known = KNOWN[cause]
    assert known.what.zh
    assert known.what.en
    assert known.remedy.zh
    assert known.remedy.en


@pytest.mark.parametrize(
    "code",
    [
        "address_blocked",
        "auth_revoked",
        "scope_missing",
        "clock_skewed",
        "contract_violation",
        "quota_spent",
    ],
)
def test_what_cannot_heal_alone_opens_an_incident_at_the_first_failure(code: str) -> None:
    assert decide.opens(None, found(code))


@pytest.mark.parametrize("code", ["channel_unavailable", "rate_limited", "bad_request"])
def test_anything_else_opens_one_after_ten_failures_in_a_row(code: str) -> None:
    assert not decide.opens(None, found(code, failures=9))
    assert decide.opens(None, found(code, failures=10))


def test_a_peer_that_is_not_called_any_more_after_five_failures_is_an_incident_then() -> None:
    def silent(failures: int) -> Finding:
        more = {"peer": "warehouse:3", "failures": failures}
        return found("channel_unavailable", 0, **more)

    assert not decide.opens(None, silent(4))
    assert decide.opens(None, silent(5))
    assert (silent(5).subject, silent(5).shop_ids) == ("warehouse:3", ())


def test_a_platform_that_lets_us_wait_twice_opens_one_but_two_quick_cuts_do_not() -> None:
    def silent(failures: int = 2, last_s: float = 21, how: str = "net:timeout") -> Finding:
        told = {"failures": failures, "last_failed_at": at(last_s), "channel_code": how}
        return found("channel_unavailable", 1, **told)

    assert decide.opens(None, silent())
    assert not decide.opens(None, silent(failures=1))
    assert not decide.opens(None, silent(last_s=3))
    assert not decide.opens(None, silent(how="net:cut"))


def test_an_app_s_cause_is_one_incident_for_all_its_shops_and_a_shop_s_is_its_own() -> None:
    blocked = decide.together([found(shop=1), found(shop=2)])
    revoked = decide.together([found("auth_revoked", shop=1), found("auth_revoked", shop=2)])
    assert [f.shop_ids for f in blocked] == [(1, 2)]
    assert [f.subject for f in revoked] == ["shop:1", "shop:2"]


class Ledger:
    """Incidents as the service leads them, in memory; the decisions are under test."""

    def __init__(self, meets: Meets = decide.meets, opens: Opens = decide.opens) -> None:
        self.all: list[Incident] = []
        self._meets, self._opens = meets, opens

    def take(self, finding: Finding, now: datetime) -> None:
        same = [one for one in self.all if (one.cause, one.subject) == key(finding)]
        last = same[-1] if same else None
        if (met := self._meets(last, finding, now)) is not None:
            self.all[self.all.index(same[-1])] = met[0]
        elif self._opens(last, finding):
            self.all.append(begun(finding, len(self.all) + 1))

    def settle(self, now: datetime) -> None:
        self.all = [
            one if one.over else decide.resolved(one, now, now, "test")[0] for one in self.all
        ]

    @property
    def doubled(self) -> bool:
        current = [(one.cause, one.subject) for one in self.all if not one.over]
        return len(current) != len(set(current))


def key(finding: Finding) -> tuple[str, str]:
    return finding.cause, finding.subject


def play(ledger: Ledger, steps: list[tuple[str, int] | None]) -> None:
    for n, step in enumerate(steps):
        if step is None:
            ledger.settle(at(60 * n))
        else:
            code, shop = step
            ledger.take(found(code, shop, failures=10, last_failed_at=at(60 * n)), at(60 * n))
        if ledger.doubled:
            return


STEPS = st.lists(
    st.none()
    | st.tuples(st.sampled_from(["address_blocked", "auth_revoked"]), st.sampled_from([1, 2])),
    max_size=12,
)


@given(STEPS)
def test_no_history_of_failures_has_two_open_incidents_of_one_cause(
    steps: list[tuple[str, int] | None],
) -> None:
    ledger = Ledger()
    play(ledger, steps)
    assert not ledger.doubled


def test_a_planted_decision_that_forgets_the_open_incident_is_found() -> None:
    ledger = Ledger(
        meets=lambda _incident, _finding, _now: None,
        opens=lambda _incident, finding: finding.deserving,
    )
    play(ledger, [("address_blocked", 1), ("address_blocked", 2)])
    assert ledger.doubled


def test_an_incident_that_ended_lately_comes_back_and_an_old_one_does_not() -> None:
    over = decide.resolved(begun(found()), at(60), at(60), "test")[0]
    soon = decide.meets(over, found(last_failed_at=at(600)), at(600))
    assert soon is not None
    assert (soon[0].reopened, soon[0].state) == (1, IncidentState.OPEN)
    assert decide.meets(over, found(last_failed_at=at(9000)), at(9000)) is None


def test_a_proven_cause_is_over_ten_seconds_after_the_first_good_call() -> None:
    incident = begun(found())
    good = connection(failures=0, goods=1, good_since=at(30))
    since = decide.recovered_at(incident, KNOWN["address_blocked"], [good], at(35))
    assert since == at(30)
    early, late = decide.settled(incident, since, at(35)), decide.settled(incident, since, at(41))
    assert early is not None
    assert early[0].state is IncidentState.OPEN
    assert late is not None
    over, entries = late
    assert (over.state, over.took) == (IncidentState.RESOLVED, timedelta(seconds=30))
    assert entries[0].detail["took_s"] == 30


def test_a_new_failure_within_the_ten_seconds_keeps_it_open() -> None:
    incident = replace(begun(found()), good_since=at(30))
    fed = decide.meets(incident, found(last_failed_at=at(36)), at(36))
    assert fed is not None
    assert fed[0].good_since is None
    good = connection(failures=0, goods=1, good_since=at(30))
    assert decide.recovered_at(fed[0], KNOWN["address_blocked"], [good], at(45)) is None


def test_a_missing_scope_waits_for_the_api_that_lacks_it() -> None:
    incident = begun(found("scope_missing"))
    lacking = connection("scope_missing")
    other = connection("scope_missing", failures=0, goods=3, good_since=at(5), last_failed_at=None)
    known = KNOWN["scope_missing"]
    assert decide.recovered_at(incident, known, [lacking, other], at(60)) is None
    again = replace(lacking, failures=0, goods=1, good_since=at(50))
    assert decide.recovered_at(incident, known, [again, other], at(60)) == at(50)


def test_acknowledging_names_an_owner_once() -> None:
    known = decide.acknowledged(begun(found()), "wang", at(5))
    assert not isinstance(known, Refusal)
    assert (known[0].state, known[0].owner) == (IncidentState.ACKNOWLEDGED, "wang")
    again = decide.acknowledged(known[0], "li", at(6))
    assert isinstance(again, Refusal)
    assert again.code == "already_acknowledged"


def test_a_clock_more_than_thirty_seconds_off_is_a_finding() -> None:
    assert not decide.is_skewed(timedelta(seconds=-30))
    assert decide.is_skewed(timedelta(seconds=-31))


def test_one_bad_row_is_no_drift_and_a_fifth_of_a_page_is() -> None:
    assert not decide.is_drift(100, 1)
    assert not decide.is_drift(2, 2)
    assert decide.is_drift(100, 20)


def test_every_cause_has_a_reach_and_every_name_is_known() -> None:
    assert set(KNOWN) == set(CauseName)
    assert {known.reach for known in KNOWN.values()} == set(Reach)
