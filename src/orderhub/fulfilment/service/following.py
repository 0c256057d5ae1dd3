"""Which parcels are followed: each waybill asked for once, those on their way already too."""

from datetime import date, datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.fulfilment.decide.tracking import ASK_AGAIN_AFTER
from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.tasks import NewTask, TaskKind
from orderhub.fulfilment.model.tracking import PEER, NewAccount, Tracking
from orderhub.fulfilment.service.news import move_parcels
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import packages, tracking, trackings
from orderhub.health.facade import Peer, know_peer
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.kernel.instants import CHINA

TRACK_ALL = "fulfilment.track_all"
AT_ONCE = 200
LEFT_WITHIN = timedelta(days=15)
# Its channel hears of a parcel first; nobody waits for the first line of a route.
AFTER_LEAVING = timedelta(seconds=5)
ON_ITS_WAY = frozenset({"shipped", "in_transit"})


def day_of(now: datetime) -> date:
    """The day as the service counts it."""
    return now.astimezone(CHINA).date()


async def set_up(tx: Tx, master: MasterKey, actor: Actor, new: NewAccount, now: datetime) -> None:
    """Follow parcels from now on, those on their way already too."""
    await tracking.put(tx, master, new, day_of(now), now)
    await know_peer(tx, Peer(peer=PEER, name="快递100"))
    await schedule(tx, TRACK_ALL, "", now, {"after": 0})
    await record(tx, actor, "fulfilment.set_up_tracking", "tracking")


async def follow_parcel(tx: Tx, package_id: int, now: datetime) -> None:
    """A parcel left, or got another waybill: ask for its route, once a waybill. What was told
    already (of a parcel packed with it, or before this scan came) counts at once."""
    package = await packages.get(tx, package_id)
    if package is None or package.step not in ON_ITS_WAY or await tracking.none_set_up(tx):
        return
    wanted = await trackings.want(tx, package, now)
    if wanted is not None:
        await ask_for(tx, package, wanted, now + AFTER_LEAVING, now)
    known = wanted or await trackings.get(tx, package.waybill_no)
    if known is not None and known.said_at is not None:
        await move_parcels(tx, known, now)


async def ask_for(
    tx: Tx, package: Package, tracking_: Tracking, due_at: datetime, now: datetime
) -> None:
    """A task for this round of asking; the same round is asked for once."""
    task = NewTask(
        kind=TaskKind.TRACK,
        subject=f"{tracking_.waybill_no}:{tracking_.round}",
        order_id=package.order_id,
        shop_id=package.shop_id,
        number=package.number,
        external_no=package.external_no,
        body={"carrier": tracking_.carrier or package.carrier, "waybill_no": tracking_.waybill_no},
    )
    await want(tx, [task], now, due_at=due_at)


async def ask_again(tx: Tx, tracking_: Tracking, now: datetime) -> None:
    """The next round, for whichever parcel has the waybill."""
    for package in (await packages.of_waybill(tx, tracking_.waybill_no))[:1]:
        await ask_for(tx, package, tracking_, now + ASK_AGAIN_AFTER, now)


async def track_all(timer: Timer, tx: Tx, now: datetime) -> None:
    """One page of the parcels that left lately and nobody follows; then the next page."""
    found = await trackings.unfollowed(tx, timer.payload["after"], now - LEFT_WITHIN, AT_ONCE)
    for package in found:
        await follow_parcel(tx, package.id, now)
    if len(found) == AT_ONCE:
        await schedule(tx, TRACK_ALL, timer.key, now, {"after": found[-1].id})
