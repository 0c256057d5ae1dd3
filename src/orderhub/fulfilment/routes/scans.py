"""Scans of parcels that leave, from the warehouse page or any scanner with an API key."""

from typing import Annotated, cast

from fastapi import Header, Request, Response

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.scans import ScannedListOut, ScannedOut, ScansIn
from orderhub.fulfilment.service.judging import Taken
from orderhub.fulfilment.service.scans import Handed
from orderhub.infra.gather import Gathered
from orderhub.infra.http import Router
from orderhub.infra.http.dependencies import now

router = Router(prefix="/fulfilment", tags=["fulfilment"])

# In `app.state`, for the scans of all callers.
ScanDesk = Gathered[Handed, list[Taken]]
ScanGate = Gathered[Handed, None]
LATER = "respond-async"  # RFC 7240 §4.1
NO_RESULTS = b'{"results":[]}'


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
    prefer: Annotated[str, Header(max_length=200)] = "",
) -> ScannedListOut | Response:
    """All in one transaction; each `scan_id` counts once for its sender, so that a whole call may
    be sent again. An unknown order's scan is parked and applied when the order comes.

    With `Prefer: respond-async` the answer does not wait for what becomes of them: 202 without
    results when they are kept. The same call without it tells what became of them."""
    at = await now(request)
    handed = Handed([scan.to_scan(actor, at) for scan in body.scans], at)
    if LATER in prefer.lower():
        await cast(ScanGate, request.app.state.scan_gate)(handed)
        return Response(NO_RESULTS, 202, media_type="application/json")
    taken = await cast(ScanDesk, request.app.state.scan_desk)(handed)
    return ScannedListOut(results=[ScannedOut.of(one) for one in taken])
