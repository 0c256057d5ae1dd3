"""Use cases of people: write, change, switch, go back."""

from dataclasses import replace
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.infra.db import Tx
from orderhub.kernel.errors import InvalidInput, NotFound, StaleVersion
from orderhub.listeners.decide.checking import Known, faults
from orderhub.listeners.model import Edition, Listener, ListenerState, Spec
from orderhub.listeners.service.conditions import compiled_or_refused
from orderhub.listeners.store import listeners as store
from orderhub.notify.facade import Contacts, EndpointKind, contacts
from orderhub.rules.facade import load_tags

FIRST = 1


async def write(tx: Tx, actor: Actor, spec: Spec, now: datetime) -> Listener:
    """A new listener, as a draft; InvalidInput."""
    await refuse_faulty(tx, spec)
    listener_id = await store.add(tx, now)
    edition = _edition(FIRST, ListenerState.DRAFT, spec, (actor, now))
    return await _put(tx, actor, listener_id, edition, "listeners.write")


async def change(
    tx: Tx, actor: Actor, listener_id: int, spec: Spec, based_on: int, now: datetime
) -> Listener:
    """A new version, in force at once where the listener is live; NotFound, StaleVersion,
    InvalidInput."""
    before = await _lock(tx, listener_id, based_on)
    await refuse_faulty(tx, spec)
    edition = _edition(before.version + 1, before.state, spec, (actor, now))
    return await _put(tx, actor, listener_id, edition, "listeners.change")


async def switch(
    tx: Tx, actor: Actor, listener_id: int, state: ListenerState, based_on: int, now: datetime
) -> Listener:
    """Live, or paused; what it names must still be there when it goes live. NotFound,
    StaleVersion, InvalidInput."""
    before = await _lock(tx, listener_id, based_on)
    if state is ListenerState.DRAFT:
        raise InvalidInput("a listener goes live or is paused", where="state")
    if state is ListenerState.LIVE:
        await refuse_faulty(tx, before.spec)
    edition = _edition(before.version + 1, state, before.spec, (actor, now))
    return await _put(tx, actor, listener_id, edition, "listeners.switch")


async def restore(tx: Tx, actor: Actor, listener_id: int, version: int, now: datetime) -> Listener:
    """An old version becomes the newest; whether it is live stays as it is."""
    before = await _lock(tx, listener_id, None)
    old = await store.edition(tx, listener_id, version)
    if old is None:
        raise NotFound(f"listener {listener_id} has no version {version}")
    await refuse_faulty(tx, old.spec)
    edition = _edition(before.version + 1, before.state, old.spec, (actor, now))
    edition = replace(edition, restored_from=version)
    return await _put(tx, actor, listener_id, edition, "listeners.restore")


async def load(tx: Tx, listener_id: int) -> Listener:
    """NotFound."""
    found = await store.load(tx, listener_id)
    if found is None:
        raise NotFound("there is no such listener")
    return found


async def refuse_faulty(tx: Tx, spec: Spec) -> None:
    """InvalidInput naming every fault, the condition's with its place."""
    compiled_or_refused(spec.when)
    known = known_of(await contacts(tx), [tag.tag for tag in await load_tags(tx)])
    if found := faults(spec, known):
        raise InvalidInput("; ".join(found)[:1000], faults=len(found))


def known_of(reachable: Contacts, tags: list[str]) -> Known:
    """What actions may name."""
    return Known(
        tags=frozenset(tags),
        people=frozenset(reachable.people),
        endpoints=frozenset(one.id for one in reachable.endpoints),
        webhooks=frozenset(
            one.id for one in reachable.endpoints if one.kind is EndpointKind.WEBHOOK
        ),
    )


async def _lock(tx: Tx, listener_id: int, based_on: int | None) -> Listener:
    before = await store.load(tx, listener_id, lock=True)
    if before is None:
        raise NotFound("there is no such listener")
    if based_on is not None and before.version != based_on:
        raise StaleVersion(f"version {before.version} was made meanwhile")
    return before


def _edition(
    version: int, state: ListenerState, spec: Spec, told: tuple[Actor, datetime]
) -> Edition:
    return Edition(
        version=version,
        state=state,
        spec=spec,
        restored_from=None,
        changed_at=told[1],
        changed_by=told[0].name,
    )


async def _put(tx: Tx, actor: Actor, listener_id: int, edition: Edition, action: str) -> Listener:
    await store.put(tx, listener_id, edition)
    detail = {"version": edition.version, "state": edition.state}
    await record(tx, actor, action, f"listener:{listener_id}", detail=detail)
    return await load(tx, listener_id)
