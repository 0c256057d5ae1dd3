"""Listeners: list, write, change, switch, versions."""

from orderhub.access.facade import CurrentActor
from orderhub.infra.db import Tx
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput, NotFound, StaleVersion
from orderhub.listeners.model import Listener, ListenerState
from orderhub.listeners.routes.scope import MANAGE, READ, Id, concerns
from orderhub.listeners.schemas.listeners import (
    ListenerChangeIn,
    ListenerOut,
    Listeners,
    ListenerSwitchIn,
    ListenerVersionOut,
    ListenerVersions,
    SpecShape,
)
from orderhub.listeners.service import editing
from orderhub.listeners.store import listeners as store
from orderhub.listeners.store import tallies

router = Router(prefix="/listeners", tags=["listeners"])
CHANGES = problems(NotFound, StaleVersion, InvalidInput)


async def _seen(tx: Tx, actor: CurrentActor, listener_id: int) -> Listener:
    found = await editing.load(tx, listener_id)
    if not concerns(actor, found):
        raise NotFound("there is no such listener")
    return found


@router.get("", summary="List listeners", dependencies=READ)
async def list_listeners(tx: Transaction, actor: CurrentActor, now: Now) -> Listeners:
    """Newest first, with what each did in the last 24 hours."""
    day = await tallies.of_a_day(tx, now)
    found = [one for one in await store.load_all(tx) if concerns(actor, one)]
    return Listeners(items=[ListenerOut.of(one, day.get(one.id)) for one in found])


@router.post(
    "",
    summary="Write a listener",
    dependencies=MANAGE,
    status_code=201,
    responses=problems(InvalidInput),
)
async def write_listener(
    body: SpecShape, actor: CurrentActor, tx: Transaction, now: Now
) -> ListenerOut:
    """As a draft: it hears nothing until it is switched on."""
    return ListenerOut.of(await editing.write(tx, actor, body.to_spec(), now))


@router.get(
    "/{listener_id}", summary="One listener", dependencies=READ, responses=problems(NotFound)
)
async def read_listener(
    listener_id: Id, tx: Transaction, actor: CurrentActor, now: Now
) -> ListenerOut:
    """At its newest version."""
    day = await tallies.of_a_day(tx, now, listener_id)
    return ListenerOut.of(await _seen(tx, actor, listener_id), day.get(listener_id))


@router.put("/{listener_id}", summary="Change a listener", dependencies=MANAGE, responses=CHANGES)
async def change_listener(
    listener_id: Id, body: ListenerChangeIn, actor: CurrentActor, tx: Transaction, now: Now
) -> ListenerOut:
    """A new version, in force at once where it is live; 409 when somebody changed it meanwhile."""
    spec = body.spec.to_spec()
    return ListenerOut.of(await editing.change(tx, actor, listener_id, spec, body.based_on, now))


@router.put(
    "/{listener_id}/state",
    summary="Switch a listener on or pause it",
    dependencies=MANAGE,
    responses=CHANGES,
)
async def switch_listener(
    listener_id: Id, body: ListenerSwitchIn, actor: CurrentActor, tx: Transaction, now: Now
) -> ListenerOut:
    """From the next event on; 422 when something it names is gone."""
    state = ListenerState(body.state)
    return ListenerOut.of(await editing.switch(tx, actor, listener_id, state, body.based_on, now))


@router.get(
    "/{listener_id}/versions",
    summary="History of a listener",
    dependencies=READ,
    responses=problems(NotFound),
)
async def list_listener_versions(
    listener_id: Id, tx: Transaction, actor: CurrentActor
) -> ListenerVersions:
    """The last hundred versions, newest first: who made each, and when."""
    await _seen(tx, actor, listener_id)
    found = await store.editions(tx, listener_id)
    return ListenerVersions(items=[ListenerVersionOut.of(one) for one in found])


@router.post(
    "/{listener_id}/versions/{version}/restore",
    summary="Go back to an old version",
    dependencies=MANAGE,
    responses=CHANGES,
)
async def restore_listener_version(
    listener_id: Id, version: Id, actor: CurrentActor, tx: Transaction, now: Now
) -> ListenerOut:
    """The old version becomes the newest; whether it is live stays as it is."""
    return ListenerOut.of(await editing.restore(tx, actor, listener_id, version, now))
