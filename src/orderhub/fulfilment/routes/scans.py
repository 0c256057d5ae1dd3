"""Scans of parcels that leave, from the warehouse page or any scanner with an API key."""

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.scans import ScannedListOut, ScannedOut, ScansIn
from orderhub.fulfilment.service.scans import take_scans
from orderhub.infra.http import Now, Router, Transaction

router = Router(prefix="/fulfilment", tags=["fulfilment"])


@router.post("/scans", summary="Scan parcels out", dependencies=[policy("fulfilment.scan")])
async def scan_parcels(
    body: ScansIn, actor: CurrentActor, tx: Transaction, now: Now
) -> ScannedListOut:
    """All in one transaction; each `scan_id` counts once for its sender, so that a whole call may
    be sent again. An unknown order's scan is parked and applied when the order comes."""
    scans = [scan.to_scan(actor.reference, now) for scan in body.scans]
    taken = await take_scans(tx, scans, now, actor.sees)
    return ScannedListOut(results=[ScannedOut.of(one) for one in taken])
