"""Trials on past events, runs with their reasons, and what a listener may name."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints

from orderhub.access.facade import CurrentActor
from orderhub.infra.http import Body, Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput
from orderhub.listeners.model import RunState
from orderhub.listeners.queries import runs
from orderhub.listeners.routes.scope import READ
from orderhub.listeners.schemas.runs import (
    ListenerChoices,
    ListenerRunOut,
    ListenerRuns,
    ListenerTrialIn,
    ListenerTrialOut,
)
from orderhub.listeners.service.trial import try_out
from orderhub.notify.facade import contacts

router = Router(tags=["listeners"])


class RunsIn(Body):
    """Of one listener, of one order, or of all; `before` is the cursor of the page before."""

    listener_id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    number: Annotated[str, StringConstraints(max_length=40)] | None = None
    state: RunState | None = None
    before: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/listeners/choices", summary="What a listener may ask and name", dependencies=READ)
async def read_listener_choices(tx: Transaction) -> ListenerChoices:
    """Variables of conditions, people on call, endpoints by name."""
    return ListenerChoices.of(await contacts(tx))


@router.post(
    "/listeners/trial",
    summary="Try a listener on past events",
    dependencies=READ,
    responses=problems(InvalidInput),
)
async def try_listener(
    body: ListenerTrialIn, tx: Transaction, actor: CurrentActor, now: Now
) -> ListenerTrialOut:
    """What the draft would have done in the caller's shops, orders as they stood then; changes
    nothing, and ends within seconds."""
    until = body.until or now
    between = (until - timedelta(hours=body.hours), until)
    return ListenerTrialOut.of(await try_out(tx, actor, body.spec.to_spec(), between, body.last_n))


@router.get("/listener-runs", summary="List runs of listeners", dependencies=READ)
async def list_listener_runs(
    asked: Annotated[RunsIn, Query()], tx: Transaction, actor: CurrentActor
) -> ListenerRuns:
    """Newest first; runs are kept for 30 days."""
    wanted = runs.Wanted(
        shops=None if actor.shops is None else sorted(actor.shops),
        listener_id=asked.listener_id,
        number=asked.number,
        state=asked.state,
        before=asked.before,
    )
    found = await runs.listed(tx, wanted, asked.limit + 1)
    page = found[: asked.limit]
    more = len(found) > asked.limit
    return ListenerRuns(
        items=[ListenerRunOut.of(one) for one in page], next=page[-1].id if more else None
    )
