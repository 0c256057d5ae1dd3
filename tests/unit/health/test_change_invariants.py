"""Two promises about what connections depend on, each also shown to a planted bug that breaks it:
nobody approves what he asked for himself, and a drift names its shops before a call fails."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from orderhub.health.decide import changes, dependencies
from orderhub.health.model.change import Change, ChangeState, Who
from orderhub.health.model.dependency import Impact, Line, ProbeAnswer
from orderhub.kernel.types import Refusal
from tests.unit.health.test_changes import FIRST, IMPACT, KEY, NEW, NOW, OURS, SECOND, change

Approve = Callable[[Change, Who, Impact, datetime], Change | Refusal]
Covers = Callable[[Change, str], bool]
Agreed = Callable[[Sequence[ProbeAnswer]], str | None]

RENAMED = replace(FIRST, name="li the second")
NAMESAKE = replace(SECOND, name=FIRST.name)
LINES = [dependencies.line_of(n, ("a", f"k{n}"), ["https://api.a.example"]) for n in (1, 2)]
WHITELISTS = {("a", "k1"): [OURS], ("a", "k2"): [NEW]}  # the first shop's platform refuses NEW


def approved_wrongly(approve: Approve) -> list[tuple[str, ChangeState]]:
    """Whoever may approve it though he is its proposer or no person, or though its time is over;
    and who may not although he is somebody else."""
    found: list[tuple[str, ChangeState]] = []
    for who, state in product((FIRST, RENAMED, SECOND, NAMESAKE, KEY), ChangeState):
        asked = change(state)
        may = who.is_person and who.reference != asked.proposed_by
        right = may and state is ChangeState.PROPOSED
        if isinstance(approve(asked, who, IMPACT, NOW), Change) != right:
            found.append((who.name, state))
    return found


def silent(agreed: Agreed, covers: Covers) -> list[tuple[tuple[str, ...], str]]:
    """Drifts that nobody hears of before the platform refuses a call: what the probes told, and
    the state of a change that was asked for. No call is looked at here."""
    found: list[tuple[tuple[str, ...], str]] = []
    drifted = [(NEW, NEW, NEW), (NEW, NEW, OURS), (NEW, NEW, ""), (NEW, NEW)]
    foreseen = {ChangeState.APPROVED, ChangeState.DONE}
    for told, state in product(drifted, set(ChangeState) - foreseen):
        if _at_risk(told, change(state), agreed, covers) != LINES[:1]:
            found.append((told, state))
    return found


def _at_risk(
    told: Collection[str], asked: Change, agreed: Agreed, covers: Covers
) -> Sequence[Line]:
    address = agreed([ProbeAnswer(probe=str(n), address=one) for n, one in enumerate(told)])
    if address is None or covers(asked, address):
        return []
    return dependencies.at_risk(LINES, WHITELISTS, address)


def test_nobody_approves_his_own_change_whatever_he_is_called() -> None:
    assert approved_wrongly(changes.approved) == []


def anybody(asked: Change, who: Who, impact: Impact, now: datetime) -> Change | Refusal:
    return changes.approved(replace(asked, proposed_by="user:0"), who, impact, now)


def by_name(asked: Change, who: Who, impact: Impact, now: datetime) -> Change | Refusal:
    if who.name == asked.proposer:
        return Refusal("second_person_needed", "")
    return anybody(asked, who, impact, now)


def by_a_key(asked: Change, who: Who, impact: Impact, now: datetime) -> Change | Refusal:
    return changes.approved(asked, replace(who, is_person=True), impact, now)


def at_any_time(asked: Change, who: Who, impact: Impact, now: datetime) -> Change | Refusal:
    return changes.approved(replace(asked, state=ChangeState.PROPOSED), who, impact, now)


@pytest.mark.parametrize("planted", [anybody, by_name, by_a_key, at_any_time])
def test_a_planted_way_around_the_second_person_is_found(planted: Approve) -> None:
    assert approved_wrongly(planted)


def test_a_drift_names_its_shops_before_any_call_fails() -> None:
    assert silent(dependencies.agreed, changes.covers) == []


def unanimous(answers: Sequence[ProbeAnswer]) -> str | None:
    told = {answer.address for answer in answers}
    return told.pop() if len(told) == 1 else None


def covers_when_asked_for(asked: Change, address: str) -> bool:
    return asked.planned == address


@pytest.mark.parametrize(
    ("agreed", "covers"),
    [(unanimous, changes.covers), (dependencies.agreed, covers_when_asked_for)],
)
def test_a_planted_reason_to_stay_silent_is_found(agreed: Agreed, covers: Covers) -> None:
    assert silent(agreed, covers)
