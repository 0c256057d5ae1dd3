"""Telling channels what left: in hand, called with no transaction open, its end written down."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from orderhub.channels.facade import OpenSession, Shop, connector_of, get_shops
from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.shipping import SellerNote, Shipment, ShippedLine
from orderhub.fulfilment.decide.showing import shows
from orderhub.fulfilment.model.tasks import Begun, Ended, Task, TaskKind, TaskState, Tried
from orderhub.fulfilment.service import tasks as service
from orderhub.fulfilment.service.disagreements import Reread
from orderhub.fulfilment.service.ends import end_of
from orderhub.fulfilment.service.notes import note_to_tell
from orderhub.health.facade import about_order
from orderhub.infra.db import Database, Tx
from orderhub.infra.gather import Gathered
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
Taken = tuple[Begun, Shop | None]
TO_CHANNELS = frozenset({TaskKind.SHIP_BACK, TaskKind.NOTE})
TO_TRACKING = frozenset({TaskKind.TRACK, TaskKind.QUERY})
NO_CARRIER = "carrier_unknown"
RENEW_S = 10.0
HELD_FOR = timedelta(seconds=1)


class Teller:
    """Tells what is due. Under load tries begin and end many at once, each call is one's own.

    `reread(tx, shop_id, external_nos, now)` lets orders be pulled again: `sync` stands beside this
    slice, so `apps` hands it in. `warehouses` tells those tasks that go to a warehouse, `tracker`
    those that go to the tracking service."""

    def __init__(
        self,
        db: Database,
        open_session: OpenSession,
        now: Callable[[], datetime],
        reread: Reread,
        *,
        warehouses: Ask | None = None,
        tracker: Ask | None = None,
    ) -> None:
        self._db = db
        self._open_session = open_session
        self._now = now
        self._reread = reread
        self.warehouses = warehouses
        self._tracker = tracker
        self._sessions: dict[int, tuple[datetime, Shop, ShopSession]] = {}
        self._begin = Gathered(db.transaction, self._begin_all)
        self._end = Gathered(db.transaction, self._end_all)

    async def tell(self, timer: Timer) -> None:
        """One try of the task that the timer names. A process that dies in it leaves the outcome
        unknown: the next try asks before it tells."""
        taken = await self._begin(int(timer.key))
        if taken is None:
            return
        begun, shop = taken
        task = begun.task
        async with self._in_hand(task):
            error = await self._tried(begun, shop)
        ended = end_of(error, begun, self._now())
        if isinstance(error, CarrierUnknown):
            ended = Ended(TaskState.REFUSED, NO_CARRIER, error.detail)
        await self._end(Tried(task, ended))
        if ended.state is not TaskState.DONE:
            log.info("fulfilment.not_told", task=task.id, kind=task.kind, state=ended.state)

    async def _begin_all(self, tx: Tx, task_ids: Sequence[int]) -> Sequence[Taken | None]:
        begun = await service.begin(tx, task_ids, self._now())
        ids = {one.task.shop_id for one in begun if one is not None}
        shops = {int(shop.id): shop for shop in await get_shops(tx, ids)} if ids else {}
        return [one and (one, shops.get(one.task.shop_id)) for one in begun]

    async def _end_all(self, tx: Tx, tried: Sequence[Tried]) -> Sequence[None]:
        now = self._now()
        await service.end(tx, tried, now)
        told: dict[int, list[str]] = {}
        for one in tried:
            if one.ended.state is TaskState.DONE and one.task.kind in TO_CHANNELS:
                told.setdefault(one.task.shop_id, []).append(one.task.external_no)
        for shop_id in sorted(told):
            await self._reread(tx, shop_id, told[shop_id], now)
        return [None] * len(tried)

    @asynccontextmanager
    async def _in_hand(self, task: Task) -> AsyncGenerator[None]:
        """While this process lives, nobody takes the task for one whose caller died."""

        async def go_on() -> None:
            while True:
                await asyncio.sleep(RENEW_S)
                try:
                    async with self._db.transaction() as tx:
                        await service.go_on(tx, task, self._now())
                except InfraError as error:
                    log.warning("fulfilment.not_renewed", error=type(error).__name__)

        renewing = asyncio.create_task(go_on())
        try:
            yield
        finally:
            renewing.cancel()

    async def _tried(self, begun: Begun, shop: Shop | None) -> Exception | None:
        """None when the other side knows; otherwise why not."""
        kind = begun.task.kind
        try:
            if kind in TO_CHANNELS:
                await self._to_channel(begun, shop)
            elif (ask := self._tracker if kind in TO_TRACKING else self.warehouses) is not None:
                await ask(begun)
        except (ConnectorError, NotFound) as error:
            return error
        return None

    async def _to_channel(self, begun: Begun, shop: Shop | None) -> None:
        task = begun.task
        if shop is None:
            raise NotFound("there is no such shop")
        note = await self._note(task) if task.kind is TaskKind.NOTE else None
        session = await self._session_of(shop)
        with about_order(task.external_no):
            if note is not None:
                await _tell_note(shop, session, note)
            else:
                await _tell_channel(shop, session, begun)

    async def _note(self, task: Task) -> SellerNote:
        async with self._db.autocommit() as tx:
            return await note_to_tell(tx, task)

    async def _session_of(self, shop: Shop) -> ShopSession:
        """The shop's line, opened a moment ago or now: what a person changed goes for calls that
        begin a second later."""
        now = self._now()
        held = self._sessions.get(shop.id)
        if held is not None and held[1] == shop and now - held[0] < HELD_FOR:
            return held[2]
        session = await self._open_session(shop, valuable=True)
        self._sessions[shop.id] = (now, shop, session)
        return session


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
    # Of a parcel that was added to, the waybill does not tell whether the channel knows of it.
    if begun.ask_first and connector.get_order is not None and not task.body.get("adds"):
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
