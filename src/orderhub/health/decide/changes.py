"""A planned change from its proposal to its verification; two persons for each. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from orderhub.health.decide.dependencies import is_address
from orderhub.health.model.change import Change, ChangeState, Checked, Proposal, Verification, Who
from orderhub.health.model.dependency import DependencyKind, Impact, Line, app_subject
from orderhub.kernel.types import Refusal

S = ChangeState
NOT_ASKED = "not_asked"
FROM: Mapping[ChangeState, Collection[ChangeState]] = {
    S.APPROVED: {S.PROPOSED},
    S.REJECTED: {S.PROPOSED},
    S.WITHDRAWN: {S.PROPOSED, S.APPROVED},
    S.DONE: {S.APPROVED, S.FAILED},
    S.VERIFIED: {S.DONE},
    S.FAILED: {S.DONE},
}


def sound(proposal: Proposal, known: Collection[str]) -> Refusal | None:
    """Why such a change makes no sense; `known` are the things of that kind on which shops
    depend."""
    if proposal.planned == proposal.subject:
        return Refusal("nothing_changes", "what is planned is what is there now")
    if proposal.kind is DependencyKind.EGRESS_ADDRESS:
        if not is_address(proposal.planned):
            return Refusal("not_an_address", "the planned address is no IP address")
        return None
    if proposal.subject not in known:
        return Refusal("unknown_dependency", "no shop depends on what is to be changed")
    return None


def approved(change: Change, who: Who, impact: Impact, now: datetime) -> Change | Refusal:
    """By a person, and not by the proposer."""
    if not who.is_person:
        return Refusal("person_needed", "a change is approved by a person, not by a program")
    if who.reference == change.proposed_by:
        return Refusal(
            "second_person_needed",
            f"{change.proposer} proposed this change; somebody else has to approve it",
        )
    moved = _moved(change, S.APPROVED)
    if isinstance(moved, Refusal):
        return moved
    return replace(moved, decider=who.name, decided_at=now, impact_approved=impact)


def rejected(change: Change, by: str, why: str, now: datetime) -> Change | Refusal:
    """Anybody may say no, with a reason."""
    moved = _moved(change, S.REJECTED)
    if isinstance(moved, Refusal):
        return moved
    return replace(moved, decider=by, decided_at=now, decision=why)


def withdrawn(change: Change, by: str) -> Change | Refusal:
    """The proposer (by reference) takes it back."""
    if by != change.proposed_by:
        return Refusal("not_the_proposer", f"only {change.proposer} can withdraw this change")
    return _moved(change, S.WITHDRAWN)


def carried_out(change: Change, by: str, now: datetime) -> Change | Refusal:
    """Done; now it is verified. Also what verifies a failed one again."""
    moved = _moved(change, S.DONE)
    if isinstance(moved, Refusal):
        return moved
    if change.state is S.FAILED:
        return moved
    return replace(moved, doer=by, done_at=now)


def concluded(change: Change, found: Verification, now: datetime) -> Change | Refusal:
    """Verified, or failed, by what was found."""
    moved = _moved(change, S.VERIFIED if found.ok else S.FAILED)
    if isinstance(moved, Refusal):
        return moved
    return replace(moved, verified_at=now, verification=found)


def verification(
    change: Change, lines: Collection[Line], observed: str | None, checked: Sequence[Checked]
) -> Verification:
    """What the calls after the change, and the facts they do not show, say together. Where no
    shop could be asked, nothing is proven."""
    code = _contradiction(change, lines, observed)
    silent = bool(checked) and all(one.code == NOT_ASKED for one in checked)
    return Verification(code=code or ("nothing_asked" if silent else ""), shops=tuple(checked))


def _contradiction(change: Change, lines: Collection[Line], observed: str | None) -> str:
    """What speaks against the plan whatever the calls say: a code, "" when nothing does."""
    concerned = [line for line in lines if line.shop_id in change.concerned]
    match change.kind:
        case DependencyKind.EGRESS_ADDRESS:
            wrong = observed is not None and observed != change.planned
            return "address_not_changed" if wrong else ""
        case DependencyKind.DOMAIN:
            wrong = any(change.subject in line.hosts for line in concerned)
            return "domain_still_used" if wrong else ""
        case DependencyKind.APP_KEY:
            wrong = any(app_subject(*line.app) == change.subject for line in concerned)
            return "key_still_used" if wrong else ""
        case DependencyKind.CERTIFICATE:
            return ""


def covers(change: Change, address: str) -> bool:
    """Whether an approved change foresees that the hub calls from this address."""
    return (
        change.kind is DependencyKind.EGRESS_ADDRESS
        and change.planned == address
        and change.state in {S.APPROVED, S.DONE}
    )


def unasked(shop_id: int) -> Checked:
    """A shop that cannot be asked now counts for nothing."""
    return Checked(shop_id=shop_id, ok=True, code=NOT_ASKED)


def _moved(change: Change, to: ChangeState) -> Change | Refusal:
    if change.state not in FROM[to]:
        return Refusal("change_state", f"the change is {change.state}, which does not lead there")
    return replace(change, state=to)
