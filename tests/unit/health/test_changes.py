"""A planned change needs two persons, moves one way, and is verified by calls and facts."""

from datetime import UTC, datetime

import pytest

from orderhub.health.decide import changes as decide
from orderhub.health.decide.dependencies import line_of
from orderhub.health.model.change import Change, ChangeState, Checked, Proposal, Who
from orderhub.health.model.dependency import DependencyKind, Effect, Hit, Impact
from orderhub.kernel.types import Refusal

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
OURS, NEW = "203.0.113.10", "203.0.113.99"
IMPACT = Impact((Hit(shop_id=1, channel="a", app_key="k", effect=Effect.STOPS),))
FIRST = Who(reference="user:1", name="li", is_person=True)
SECOND = Who(reference="user:2", name="wang", is_person=True)
KEY = Who(reference="key:3", name="script", is_person=False)
GOOD, BAD = Checked(shop_id=1, ok=True), Checked(shop_id=1, ok=False, code="address_blocked")


def change(
    state: ChangeState = ChangeState.PROPOSED,
    kind: DependencyKind = DependencyKind.EGRESS_ADDRESS,
    subject: str = OURS,
) -> Change:
    return Change(
        id=1,
        kind=kind,
        subject=subject,
        planned=NEW,
        planned_at=NOW,
        reason="new line",
        state=state,
        impact=IMPACT,
        impact_approved=None,
        proposed_by=FIRST.reference,
        proposer=FIRST.name,
        proposed_at=NOW,
        decider="",
        decided_at=None,
        decision="",
        doer="",
        done_at=None,
        verified_at=None,
        verification=None,
    )


def code_of(verdict: Change | Refusal) -> str:
    assert isinstance(verdict, Refusal)
    return verdict.code


def state_of(verdict: Change | Refusal) -> ChangeState:
    assert isinstance(verdict, Change)
    return verdict.state


def test_the_proposer_cannot_approve_nor_can_a_program_but_a_second_person_can() -> None:
    assert code_of(decide.approved(change(), FIRST, IMPACT, NOW)) == "second_person_needed"
    assert code_of(decide.approved(change(), KEY, IMPACT, NOW)) == "person_needed"
    done = decide.approved(change(), SECOND, IMPACT, NOW)
    assert isinstance(done, Change)
    assert (done.state, done.decider, done.impact_approved) == ("approved", "wang", IMPACT)


def test_only_the_proposer_withdraws_and_anybody_rejects() -> None:
    assert code_of(decide.withdrawn(change(), SECOND.reference)) == "not_the_proposer"
    assert state_of(decide.withdrawn(change(), FIRST.reference)) is ChangeState.WITHDRAWN
    assert state_of(decide.rejected(change(), "li", "not now", NOW)) is ChangeState.REJECTED


@pytest.mark.parametrize("state", list(ChangeState))
def test_a_change_moves_one_way_only(state: ChangeState) -> None:
    verdicts = {
        "approved": decide.approved(change(state), SECOND, IMPACT, NOW),
        "rejected": decide.rejected(change(state), "wang", "no", NOW),
        "withdrawn": decide.withdrawn(change(state), FIRST.reference),
        "done": decide.carried_out(change(state), "li", NOW),
        "verified": decide.concluded(
            change(state), decide.verification(change(state), [], NEW, [GOOD]), NOW
        ),
    }
    allowed = {name for name, verdict in verdicts.items() if isinstance(verdict, Change)}
    assert allowed == {
        ChangeState.PROPOSED: {"approved", "rejected", "withdrawn"},
        ChangeState.APPROVED: {"withdrawn", "done"},
        ChangeState.DONE: {"verified"},
        ChangeState.FAILED: {"done"},
    }.get(state, set())


def test_a_failed_call_an_unchanged_address_or_nobody_to_ask_is_no_verification() -> None:
    done = change(ChangeState.DONE)

    def ended(observed: str | None, *checked: Checked) -> tuple[ChangeState, str]:
        found = decide.verification(done, [], observed, checked)
        return state_of(decide.concluded(done, found, NOW)), found.code

    assert ended(NEW, GOOD) == (ChangeState.VERIFIED, "")
    assert ended(None, GOOD) == (ChangeState.VERIFIED, "")  # nobody watches: calls alone prove
    assert ended(NEW, BAD) == (ChangeState.FAILED, "")
    assert ended(OURS, GOOD) == (ChangeState.FAILED, "address_not_changed")
    assert ended(NEW, decide.unasked(1)) == (ChangeState.FAILED, "nothing_asked")


def test_what_is_still_in_use_contradicts_the_change_of_a_domain_or_key() -> None:
    line = line_of(1, ("a", "k"), ["https://old.example"])
    domain = change(kind=DependencyKind.DOMAIN, subject="old.example")
    assert decide.verification(domain, [line], None, [GOOD]).code == "domain_still_used"
    key = change(kind=DependencyKind.APP_KEY, subject="a:k")
    assert decide.verification(key, [line], None, [GOOD]).code == "key_still_used"


def test_an_approved_change_covers_its_address_until_it_is_verified_or_failed() -> None:
    covering = {s for s in ChangeState if decide.covers(change(s), NEW)}
    assert covering == {ChangeState.APPROVED, ChangeState.DONE}
    assert not decide.covers(change(ChangeState.APPROVED), OURS)


@pytest.mark.parametrize(
    ("kind", "subject", "planned", "code"),
    [
        (DependencyKind.EGRESS_ADDRESS, OURS, OURS, "nothing_changes"),
        (DependencyKind.EGRESS_ADDRESS, OURS, "soon", "not_an_address"),
        (DependencyKind.DOMAIN, "nobody.example", "new.example", "unknown_dependency"),
    ],
)
def test_a_senseless_change_is_refused(
    kind: DependencyKind, subject: str, planned: str, code: str
) -> None:
    asked = Proposal(kind=kind, subject=subject, planned=planned, planned_at=NOW, reason="x")
    refusal = decide.sound(asked, {"api.a.example"})
    assert refusal is not None
    assert refusal.code == code
