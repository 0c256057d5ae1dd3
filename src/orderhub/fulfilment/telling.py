"""Telling channels what left: in hand, called with no transaction open, its end written down."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.channels.facade import OpenSession, Shop, connector_of, get_shop
from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.shipping import SellerNote, Shipment, ShippedLine
from orderhub.fulfilment.decide.showing import shows
from orderhub.fulfilment.model.tasks import Begun, Ended, Task, TaskKind, TaskState
from orderhub.fulfilment.service import tasks as service
from orderhub.fulfilment.service.ends import end_of
from orderhub.fulfilment.service.notes import note_to_tell
from orderhub.health.facade import about_order
from orderhub.infra.db import Database, Tx
from orderhub.infra.telemetry import log
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import (
    AlreadyDone,
    ChannelRefused,
    ConnectorError,
    InfraError,
    NotFound,
)

Ask = Callable[[Begun], Awaitable[None]]
Reread = Callable[[Tx, int, str, datetime], Awaitable[None]]
TO_CHANNELS = frozenset({TaskKind.SHIP_BACK, TaskKind.NOTE})
TO_TRACKING = frozenset({TaskKind.TRACK, TaskKind.QUERY})
NO_CARRIER = "carrier_unknown"
RENEW_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What telling needs of the world. `reread(tx, shop_id, external_no, now)` lets the order be
    pulled again: `sync` stands beside this slice, so `apps` hands it in. `warehouses` tells those
    tasks that go to a warehouse, `tracker` those that go to the tracking service."""

    db: Database
    open_session: OpenSession
    now: Callable[[], datetime]
    reread: Reread
    warehouses: Ask | None = field(default=None, repr=False)
    tracker: Ask | None = field(default=None, repr=False)

    async def tell(self, timer: Timer) -> None:
        """One try of the task that the timer names. A process that dies in it leaves the outcome
        unknown: the next try asks before it tells."""
        async with self.db.transaction() as tx:
            begun = await service.begin(tx, int(timer.key), self.now())
        if begun is None:
            return
        task = begun.task
        async with self._in_hand(task):
            error = await self._tried(begun)
        ended = end_of(error, begun, self.now())
        if isinstance(error, CarrierUnknown):
            ended = Ended(TaskState.REFUSED, NO_CARRIER, error.detail)
        async with self.db.transaction() as tx:
            now = self.now()
            await service.end(tx, task, ended, now)
            if ended.state is TaskState.DONE and task.kind in TO_CHANNELS:
                await self.reread(tx, task.shop_id, task.external_no, now)
        if ended.state is not TaskState.DONE:
            log.info("fulfilment.not_told", task=task.id, kind=task.kind, state=ended.state)

    @asynccontextmanager
    async def _in_hand(self, task: Task) -> AsyncGenerator[None]:
        """While this process lives, nobody takes the task for one whose caller died."""

        async def go_on() -> None:
            while True:
                await asyncio.sleep(RENEW_S)
                try:
                    async with self.db.transaction() as tx:
                        await service.go_on(tx, task, self.now())
                except InfraError as error:
                    log.warning("fulfilment.not_renewed", error=type(error).__name__)

        renewing = asyncio.create_task(go_on())
        try:
            yield
        finally:
            renewing.cancel()

    async def _tried(self, begun: Begun) -> Exception | None:
        """None when the other side knows; otherwise why not."""
        task = begun.task
        try:
            if task.kind not in TO_CHANNELS:
                ask = self.tracker if task.kind in TO_TRACKING else self.warehouses
                if ask is not None:
                    await ask(begun)
                return None
            async with self.db.autocommit() as tx:
                shop = await get_shop(tx, task.shop_id)
                note = await note_to_tell(tx, task) if task.kind is TaskKind.NOTE else None
            session = await self.open_session(shop, valuable=True)
            with about_order(task.external_no):
                if note is not None:
                    await _tell_note(shop, session, note)
                else:
                    await _tell_channel(shop, session, begun)
        except (ConnectorError, NotFound) as error:
            return error
        return None


class CarrierUnknown(ChannelRefused):
    """The channel's code for this carrier is not known here."""

    code = NO_CARRIER


async def _tell_note(shop: Shop, session: ShopSession, note: SellerNote) -> None:
    """Note and flag are absolute: a repeat changes nothing."""
    set_note = connector_of(shop.channel).set_note
    if set_note is None:
        raise ChannelRefused("this channel takes no notes")
    await set_note(session, note)


async def _tell_channel(shop: Shop, session: ShopSession, begun: Begun) -> None:
    connector = connector_of(shop.channel)
    task = begun.task
    if connector.ship_order is None:
        raise ChannelRefused("this channel takes no parcels")
    shipment = shipment_of(shop, task)
    if begun.ask_first and connector.get_order is not None:
        page = await connector.get_order(session, task.external_no)
        if any(shows(row.payload, shipment.waybill_no) for row in page.rows):
            raise AlreadyDone("the channel shows the waybill")
    await connector.ship_order(session, shipment)


def shipment_of(shop: Shop, task: Task) -> Shipment:
    """The parcel in the channel's words. Raises CarrierUnknown; a shop's settings come first."""
    carrier = str(task.body["carrier"])
    own: dict[str, str] = shop.settings.get("carriers") or {}
    code = own.get(carrier) or connector_of(shop.channel).carriers.get(carrier)
    if code is None:
        raise CarrierUnknown(f"no code of this channel is known for carrier {carrier}")
    return Shipment(
        external_no=task.external_no,
        carrier=code,
        waybill_no=str(task.body["waybill_no"]),
        request_no=task.request_no,
        lines=tuple(ShippedLine(line_no=no, quantity=n) for no, n in task.body["lines"]),
        replaces=str(task.body["replaces"]),
    )
