"""Scans of parcels that leave, from the warehouse page or any scanner with an API key."""

from typing import Annotated, cast

from fastapi import Depends, Request

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.scans import ScannedListOut, ScannedOut, ScansIn
from orderhub.fulfilment.service.judging import Taken
from orderhub.fulfilment.service.scans import Handed
from orderhub.infra.gather import Gathered
from orderhub.infra.http import Now, Router

router = Router(prefix="/fulfilment", tags=["fulfilment"])

ScanDesk = Gathered[Handed, list[Taken]]


async def scan_desk(request: Request) -> ScanDesk:
    """Where scans of all callers are taken in together, from `app.state.scan_desk`."""
    return cast(ScanDesk, request.app.state.scan_desk)


@router.post("/scans", summary="Scan parcels out", dependencies=[policy("fulfilment.scan")])
async def scan_parcels(
    body: ScansIn, actor: CurrentActor, desk: Annotated[ScanDesk, Depends(scan_desk)], now: Now
) -> ScannedListOut:
    """All in one transaction; each `scan_id` counts once for its sender, so that a whole call may
    be sent again. An unknown order's scan is parked and applied when the order comes."""
    scans = [scan.to_scan(actor.reference, now) for scan in body.scans]
    taken = await desk(Handed(scans, now, actor.sees))
    return ScannedListOut(results=[ScannedOut.of(one) for one in taken])
