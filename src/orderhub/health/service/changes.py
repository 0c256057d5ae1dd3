"""Planned changes: proposed with their impact, approved by a second person, verified after."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.access.facade import Actor, ActorKind, record
from orderhub.health.decide import changes as decide
from orderhub.health.decide.dependencies import impact, is_address
from orderhub.health.model.change import Change, ChangeState, Checked, Proposal, Who
from orderhub.health.model.dependency import DependencyKind, Effect, Impact
from orderhub.health.service.dependencies import Landscape, landscape
from orderhub.health.service.egress import judge_egress
from orderhub.health.store import changes, egress, whitelists
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.timers import schedule
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.kernel.types import Refusal

VERIFY = "health.verify_change"
HUB = "system:health"


async def preview(tx: Tx, actor: Actor, kind: DependencyKind, subject: str, planned: str) -> Impact:
    """What the change would do to the shops; InvalidInput for what is no address, NotFound when it
    concerns shops out of scope."""
    if kind is DependencyKind.EGRESS_ADDRESS and not is_address(planned):
        raise InvalidInput("the planned address is no IP address", where="planned")
    known = await landscape(tx)
    found = impact(known.needs, known.lines, kind, subject, planned)
    _require_scope(actor, found.shops())
    return found


async def propose(tx: Tx, actor: Actor, proposal: Proposal, now: datetime) -> Change:
    """A new change request; Conflict when it makes no sense as things stand."""
    known = await landscape(tx)
    values = {need.value for need in known.needs if need.kind is proposal.kind}
    if (refusal := decide.sound(proposal, values)) is not None:
        raise Conflict(refusal)
    found = impact(known.needs, known.lines, proposal.kind, proposal.subject, proposal.planned)
    _require_scope(actor, found.shops())
    change = await changes.add(tx, proposal, found, _who(actor), now)
    detail = {"kind": change.kind, "subject": change.subject, "planned": change.planned}
    await record(tx, actor, "changes.propose", f"change:{change.id}", detail=detail)
    live.announce(tx, "dependencies")
    return change


async def approve(tx: Tx, actor: Actor, change_id: int, now: datetime) -> Change:
    """By a second person, who is shown the impact as it is by now; Conflict, NotFound."""
    change = await _seen(tx, actor, change_id)
    known = await landscape(tx)
    found = impact(known.needs, known.lines, change.kind, change.subject, change.planned)
    _require_scope(actor, found.shops())
    verdict = decide.approved(change, _who(actor), found, now)
    return await _settled(tx, actor, "changes.approve", verdict, now)


async def reject(tx: Tx, actor: Actor, change_id: int, why: str, now: datetime) -> Change:
    """With a reason; Conflict, NotFound."""
    verdict = decide.rejected(await _seen(tx, actor, change_id), actor.name, why, now)
    return await _settled(tx, actor, "changes.reject", verdict, now)


async def withdraw(tx: Tx, actor: Actor, change_id: int, now: datetime) -> Change:
    """By its proposer; Conflict, NotFound."""
    verdict = decide.withdrawn(await _seen(tx, actor, change_id), actor.reference)
    return await _settled(tx, actor, "changes.withdraw", verdict, now)


async def carry_out(tx: Tx, actor: Actor, change_id: int, now: datetime) -> Change:
    """Somebody did it, or mended what failed: it is verified by a timer at once. Conflict,
    NotFound."""
    verdict = decide.carried_out(await _seen(tx, actor, change_id), actor.name, now)
    change = await _settled(tx, actor, "changes.carry_out", verdict, now)
    await schedule(tx, VERIFY, str(change_id), now)
    return change


async def conclude(
    tx: Tx, change_id: int, checked: Sequence[Checked], now: datetime
) -> Change | None:
    """The end of a verification; None when it was settled meanwhile. A new address that every
    platform answered is on their whitelists from now on."""
    change = await changes.lock(tx, change_id)
    if change.state is not ChangeState.DONE:
        return None
    known = await landscape(tx)
    seen = await egress.load(tx)
    observed = None if seen is None else seen.address
    verdict = decide.concluded(
        change, decide.verification(change, known.lines, observed, checked), now
    )
    if isinstance(verdict, Refusal):
        return None
    if verdict.state is ChangeState.VERIFIED and change.kind is DependencyKind.EGRESS_ADDRESS:
        await _declare_planned(tx, verdict, known, now)
    await changes.save(tx, verdict)
    await judge_egress(tx, known.lines, now)
    live.announce(tx, "dependencies")
    return verdict


async def _declare_planned(tx: Tx, change: Change, known: Landscape, now: datetime) -> None:
    found = impact(known.needs, known.lines, change.kind, change.subject, change.planned)
    for app in sorted({(h.channel, h.app_key) for h in found.hits if h.effect is Effect.STOPS}):
        await whitelists.add(tx, app, [change.planned], HUB, now)


async def _seen(tx: Tx, actor: Actor, change_id: int) -> Change:
    change = await changes.lock(tx, change_id)
    _require_scope(actor, change.concerned)
    return change


async def _settled(
    tx: Tx, actor: Actor, action: str, verdict: Change | Refusal, now: datetime
) -> Change:
    if isinstance(verdict, Refusal):
        raise Conflict(verdict)
    await changes.save(tx, verdict)
    await record(tx, actor, action, f"change:{verdict.id}")
    await judge_egress(tx, (await landscape(tx)).lines, now)
    live.announce(tx, "dependencies")
    return verdict


def _require_scope(actor: Actor, shop_ids: Sequence[int]) -> None:
    if not all(actor.sees(shop_id) for shop_id in shop_ids):
        raise NotFound("the change concerns shops that are not yours")


def _who(actor: Actor) -> Who:
    return Who(reference=actor.reference, name=actor.name, is_person=actor.kind is ActorKind.USER)
