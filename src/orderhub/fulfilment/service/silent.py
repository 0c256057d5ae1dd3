"""Parcels whose messages do not come: their routes are asked for, within a budget of its own."""

from datetime import datetime, timedelta

from orderhub.fulfilment.kuaidi100.carriers import COMPANIES
from orderhub.fulfilment.model.tasks import NewTask, TaskKind
from orderhub.fulfilment.service.following import LEFT_WITHIN, day_of
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import packages, tracking, trackings
from orderhub.infra.db import Tx

# A parcel on its way is scanned at least once a day; a lost push is repeated for two hours only
# (channels reference §10.2).
SILENT_FOR = timedelta(hours=24)
AT_ONCE = 50


async def ask_for_silent(tx: Tx, now: datetime) -> int:
    """Let the routes of silent parcels be queried, each once a day at most; how many. A carrier
    whose code is not known cannot be queried (channels reference §10.1)."""
    left = await tracking.queries_left(tx, day_of(now))
    if left == 0:
        return 0
    silent = await trackings.take_silent(
        tx, now, now - SILENT_FOR, now - LEFT_WITHIN, min(left, AT_ONCE)
    )
    found = await packages.first_of(tx, silent)
    wanted = [
        NewTask(
            kind=TaskKind.QUERY,
            subject=f"{waybill_no}:{now:%Y%m%dT%H%M%S}",
            order_id=package.order_id,
            shop_id=package.shop_id,
            number=package.number,
            external_no=package.external_no,
            body={"carrier": package.carrier, "waybill_no": waybill_no},
        )
        for waybill_no in silent
        if (package := found.get(waybill_no)) and package.carrier in COMPANIES
    ]
    return len(await want(tx, wanted, now))
