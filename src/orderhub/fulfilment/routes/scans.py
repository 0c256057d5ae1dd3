"""Scans of parcels that leave, from the warehouse page or any scanner with an API key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Header, Request, Response

from orderhub.access.facade import (
    Actor,
    CurrentActor,
    Permission,
    Shown,
    know,
    policy,
    refuse_forged,
    shown_in,
)
from orderhub.fulfilment.schemas.scans import ScannedListOut, ScannedOut, ScansIn
from orderhub.fulfilment.service.judging import Taken
from orderhub.fulfilment.service.scans import Handed, accept_handed
from orderhub.infra.db import Tx
from orderhub.infra.gather import Gathered
from orderhub.infra.http import Router
from orderhub.infra.http.dependencies import database, now

router = Router(prefix="/fulfilment", tags=["fulfilment"])

LATER = "respond-async"  # RFC 7240 §4.1
LONGEST_PREFER = 200
NO_RESULTS = b'{"results":[]}'


@dataclass(frozen=True, slots=True)
class Knock:
    """A call of scans whose sender asks for no verdict, and what he shows."""

    shown: Shown
    body: ScansIn
    at: datetime


# In `app.state`, for the scans of all callers.
ScanDesk = Gathered[Handed, list[Taken]]
ScanGate = Gathered[Knock, bool]


@router.post(
    "/scans",
    summary="Scan parcels out",
    dependencies=[policy("fulfilment.scan")],
    response_model=ScannedListOut,
    responses={
        202: {
            "model": ScannedListOut,
            "description": "Kept, and applied within moments: `Prefer: respond-async`.",
        }
    },
)
async def scan_parcels(
    body: ScansIn,
    actor: CurrentActor,
    request: Request,
    prefer: Annotated[str, Header(max_length=LONGEST_PREFER)] = "",
) -> ScannedListOut | Response:
    """All in one transaction; each `scan_id` counts once for its sender, so that a whole call may
    be sent again. An unknown order's scan is parked and applied when the order comes.

    With `Prefer: respond-async` the answer does not wait for what becomes of them: 202 without
    results when they are kept. The same call without it tells what became of them."""
    at = await now(request)
    handed = _handed(body, actor, at)
    if LATER in prefer.lower():
        async with database(request).autocommit() as tx:
            await accept_handed(tx, [handed])
        return _accepted()
    taken = await cast(ScanDesk, request.app.state.scan_desk)(handed)
    return ScannedListOut(results=[ScannedOut.of(one) for one in taken])


async def accept_scans(request: Request, body: bytes) -> Response | None:
    """The short way of `scan_parcels` for those who ask for no verdict."""
    prefer = request.headers.get("prefer", "")
    if LATER not in prefer.lower() or len(prefer) > LONGEST_PREFER:
        return None
    at = await now(request)
    shown = shown_in(request, at)
    refuse_forged(request, shown)
    knock = Knock(shown, ScansIn.model_validate_json(body), at)
    kept = await cast(ScanGate, request.app.state.scan_gate)(knock)
    return _accepted() if kept else None


async def let_in(tx: Tx, knocks: Sequence[Knock]) -> list[bool]:
    """Keep the scans of those who may scan, of all calls of the moment at once; of which calls."""
    actors = await know(tx, [knock.shown for knock in knocks])
    handed = [
        _handed(knock.body, actor, knock.at)
        if isinstance(actor, Actor) and actor.may(Permission.FULFILMENT_SCAN)
        else None
        for knock, actor in zip(knocks, actors, strict=True)
    ]
    if known := [one for one in handed if one is not None]:
        await accept_handed(tx, known)
    return [one is not None for one in handed]


def _handed(body: ScansIn, actor: Actor, at: datetime) -> Handed:
    return Handed([scan.to_scan(actor, at) for scan in body.scans], at)


def _accepted() -> Response:
    return Response(NO_RESULTS, 202, media_type="application/json")
