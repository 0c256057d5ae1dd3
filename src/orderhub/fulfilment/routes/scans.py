"""Scans of parcels that leave, from the warehouse page or any scanner with an API key."""

from typing import cast

from fastapi import Request

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.scans import ScannedListOut, ScannedOut, ScansIn
from orderhub.fulfilment.service.judging import Taken
from orderhub.fulfilment.service.scans import Handed
from orderhub.infra.gather import Gathered
from orderhub.infra.http import Router
from orderhub.infra.http.dependencies import now

router = Router(prefix="/fulfilment", tags=["fulfilment"])

ScanDesk = Gathered[Handed, list[Taken]]  # in `app.state.scan_desk`, for the scans of all callers


@router.post("/scans", summary="Scan parcels out", dependencies=[policy("fulfilment.scan")])
async def scan_parcels(body: ScansIn, actor: CurrentActor, request: Request) -> ScannedListOut:
    """All in one transaction; each `scan_id` counts once for its sender, so that a whole call may
    be sent again. An unknown order's scan is parked and applied when the order comes."""
    desk, at = cast(ScanDesk, request.app.state.scan_desk), await now(request)
    scans = [scan.to_scan(actor.reference, at) for scan in body.scans]
    taken = await desk(Handed(scans, at, actor.sees))
    return ScannedListOut(results=[ScannedOut.of(one) for one in taken])
