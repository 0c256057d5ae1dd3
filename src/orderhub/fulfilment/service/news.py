"""What a message of the tracking service leads to: its lines kept, its parcels moved."""

from datetime import datetime

from orderhub.fulfilment.decide.tracking import STEPS, TROUBLES, Heard, hears
from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.tracking import Condition, News, Tracking
from orderhub.fulfilment.service.steps import move_parcel
from orderhub.fulfilment.store import packages, trackings
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.orders.facade import ExceptionKind, Report, clear_exceptions, raise_exceptions

SOURCE = "tracking"


async def take_news(tx: Tx, news: News, now: datetime) -> Heard:
    """Its effect, however often and in whatever order it comes. A waybill that no parcel has yet
    is remembered until one has."""
    known = await trackings.meet(tx, news.waybill_no, now)
    heard = hears(known, news, now)
    await trackings.add_points(tx, news.waybill_no, news.points, now)
    await trackings.save(tx, heard.after, now)
    if heard.after.said_at is not None:
        await move_parcels(tx, heard.after, now, before=known.condition)
    return heard


async def move_parcels(
    tx: Tx, tracking: Tracking, now: datetime, *, before: Condition = Condition.WAITING
) -> None:
    """The parcels that have this waybill now go on to where it is; people hear of trouble, and
    that it is over."""
    step, at = STEPS.get(tracking.condition), tracking.said_at
    if step is None or at is None:
        return
    for found in await _with(tx, tracking.waybill_no):
        await packages.lock(tx, [found.order_id])
        package = await packages.get(tx, found.id)
        if package is None or package.waybill_no != tracking.waybill_no:
            continue
        await move_parcel(tx, package, step, SOURCE, (at, now))
        if tracking.condition is not before:
            await _tell_trouble(tx, package.order_id, before, now)
        live.announce(tx, "fulfilment", shop_id=package.shop_id)


async def _tell_trouble(tx: Tx, order_id: int, before: Condition, now: datetime) -> None:
    """One exception an order, as long as any of its parcels is in trouble."""
    troubled = [
        (waybill_no, condition)
        for waybill_no, condition in await trackings.conditions_of(tx, order_id)
        if condition in TROUBLES
    ]
    for waybill_no, condition in troubled[:1]:
        cause = f"{waybill_no}:{condition}"
        report = Report(order_id, ExceptionKind.PARCEL_TROUBLE, condition.value, cause)
        await raise_exceptions(tx, SOURCE, [report], now)
    if not troubled and before in TROUBLES:
        report = Report(order_id, ExceptionKind.PARCEL_TROUBLE)
        await clear_exceptions(tx, SOURCE, [report], now)


async def _with(tx: Tx, waybill_no: str) -> list[Package]:
    """By rising order, as their locks are taken."""
    found = await packages.of_waybill(tx, waybill_no)
    current = [package for package in found if package.waybill_no == waybill_no]
    return sorted(current, key=lambda package: package.order_id)
