"""Asking warehouses: which orders to ship, which to leave; no transaction open while they think."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from orderhub.channels.facade import Outside, get_shop, peer_session
from orderhub.connector_kit.session import HttpSession, Line
from orderhub.fulfilment.decide.addresses import being_told, told_otherwise
from orderhub.fulfilment.decide.asking import after_answer, may_ship
from orderhub.fulfilment.decide.told import to_tell
from orderhub.fulfilment.model.tasks import Begun, Task, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState, Warehouse
from orderhub.fulfilment.qimen.line import CANCEL, CREATE, HEARTBEAT, LINE
from orderhub.fulfilment.qimen.writing import cancel_body, create_body, heartbeat_body
from orderhub.fulfilment.service.addresses import digest_of
from orderhub.fulfilment.service.asked import recall, take_answer, together
from orderhub.fulfilment.service.groups import elsewhere, lock_together
from orderhub.fulfilment.service.hidden import recipients_of, tell_of_hidden
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.service.position import position_of, positions
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.tasks import wake
from orderhub.fulfilment.store import warehouses
from orderhub.health.facade import about_order
from orderhub.infra.db import Tx
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, CircuitOpen
from orderhub.orders.facade import Standing, standings

WOKEN_S = 300.0
TO_ASK = frozenset({DeliveryState.SENDING, DeliveryState.REJECTED})
# Where no call arrived: what is to be taken back is nowhere.
NOT_THERE = TO_ASK | {DeliveryState.CANCELLING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreman:
    """What asking a warehouse needs of the world."""

    outside: Outside

    async def ask(self, begun: Begun) -> None:
        """Ask what the task says. Our number is the warehouse's key for an order and a cancel is
        absolute, so a repeat after silence is answered like the first (reference §9.8). Raises a
        ConnectorError."""
        task = begun.task
        try:
            with about_order(task.number):
                if task.kind is TaskKind.CREATE:
                    await self._create(begun)
                else:
                    await self._cancel(task)
        except CircuitOpen as error:
            error.retry_after_s = WOKEN_S  # `resume` sees when it is over.
            raise

    async def beat(self, peer: str) -> None:
        """A sign of life of "warehouse:3": a call that changes nothing; what waited for it is told
        then. Raises a ConnectorError."""
        async with self.outside.db.transaction() as tx:
            warehouse, secret = await warehouses.get(
                tx, self.outside.master, int(peer.partition(":")[2])
            )
        body = heartbeat_body(warehouse)
        with suppress(ChannelRefused):  # It knows no such item: it answered.
            await self._session(warehouse, secret).read(HEARTBEAT, {"body": body})
        async with self.outside.db.transaction() as tx:
            await wake(tx, warehouse.id, self.outside.now())

    async def _create(self, begun: Begun) -> None:
        task = begun.task
        async with self.outside.db.transaction() as tx:
            await lock_together(tx, [task.order_id])
            delivery, warehouse, secret = await self._place(tx, task)
            body = await self._wanted(tx, begun, delivery, warehouse)
        if body is None:
            raise AlreadyDone("the order is not to be shipped any more")
        try:
            answer = await self._session(warehouse, secret).write(CREATE, {"body": body})
        except ChannelRefused as refusal:
            await self._answered(task, DeliveryState.REJECTED, code=refusal.channel_code)
            raise
        remote = str(answer.document["delivery_no"])
        await self._answered(task, DeliveryState.ACCEPTED, remote_no=remote)

    async def _cancel(self, task: Task) -> None:
        async with self.outside.db.transaction() as tx:
            delivery, warehouse, secret = await self._place(tx, task)
        if delivery.state is DeliveryState.CANCELLED:
            return
        body = cancel_body(warehouse, delivery)
        try:
            await self._session(warehouse, secret).write(CANCEL, {"body": body})
        except ChannelRefused as refusal:
            await self._answered(task, DeliveryState.TOO_LATE, code=refusal.channel_code)
            raise
        await self._answered(task, DeliveryState.CANCELLED)

    async def _wanted(
        self, tx: Tx, begun: Begun, delivery: DeliveryOrder, warehouse: Warehouse
    ) -> bytes | None:
        """What to ask; None when it is not to be shipped now as it is planned."""
        orders = await _concerned(tx, begun, delivery)
        if orders is None:
            await self._plan_anew(tx, begun, delivery)
            return None
        people = await recipients_of(tx, orders)
        hidden = [order for order in orders if people[order.id] is None]
        told = people[orders[0].id]
        if hidden or told is None:
            await self._keep_back(tx, begun, delivery, hidden, orders)
            return None
        recipient = await digest_of(tx, orders[0])
        if told_otherwise(delivery, recipient):
            raise AlreadyDone("the warehouse may know another address under this code")
        if delivery.state is DeliveryState.REJECTED:  # Retried: by its answer it may have it.
            await warehouses.move(tx, delivery, DeliveryState.SENDING, self.outside.now())
        await warehouses.note_recipient(tx, delivery, being_told(delivery, recipient))
        if delivery.lines is None:
            units = {order.id: to_tell(ordered(order)) for order in orders}
            await warehouses.note_told(tx, units)
        shop = await get_shop(tx, delivery.shop_id)
        return create_body(warehouse, orders, delivery, told, shop.name)

    async def _plan_anew(self, tx: Tx, begun: Begun, delivery: DeliveryOrder) -> None:
        """What the warehouse cannot have is free again, to be asked for once nothing is in its way;
        of orders that were to travel as one, who may not go leaves the others, who go on. (Their
        `recipient` is written down before the first call.)"""
        is_known = delivery.lead_id is not None and delivery.recipient is not None
        if begun.ask_first or is_known:
            return
        if delivery.state in NOT_THERE:
            now = self.outside.now()
            await warehouses.move(tx, delivery, DeliveryState.CANCELLED, now)
            for order in await standings(tx, ids=[delivery.order_id]):
                await follow(tx, order, now)

    async def _keep_back(
        self,
        tx: Tx,
        begun: Begun,
        delivery: DeliveryOrder,
        hidden: Sequence[Standing],
        orders: Sequence[Standing],
    ) -> None:
        """The recipient of these is hidden: they wait for him, as do those that travel with them,
        and a person hears of it. What the warehouse may have from an earlier call it is to
        leave."""
        now = self.outside.now()
        await tell_of_hidden(tx, hidden, orders, now)
        if begun.ask_first:
            await recall(tx, orders[0], delivery, now)
        else:
            await warehouses.move(tx, delivery, DeliveryState.CANCELLED, now)

    async def _place(self, tx: Tx, task: Task) -> tuple[DeliveryOrder, Warehouse, str]:
        delivery = await warehouses.of_code(tx, task.subject)
        if delivery is None:
            raise AlreadyDone("nothing is asked under this code any more")
        return delivery, *await warehouses.get(tx, self.outside.master, delivery.warehouse_id)

    async def _answered(
        self, task: Task, told: DeliveryState, *, remote_no: str | None = None, code: str = ""
    ) -> None:
        """Write down what the warehouse said, and ask for what the order wants by now: it may have
        been stopped or let go while the call ran."""
        async with self.outside.db.transaction() as tx:
            await lock_together(tx, [task.order_id])
            delivery = await warehouses.of_code(tx, task.subject)
            if delivery is None:
                return
            if task.kind is TaskKind.CREATE:
                told = after_answer(delivery.state, told)
            now = self.outside.now()
            await take_answer(tx, delivery, told, now, remote_no=remote_no, code=code)
            for order in await standings(tx, ids=[task.order_id]):
                await follow(tx, order, now)

    def _session(self, warehouse: Warehouse, secret: str) -> HttpSession:
        credentials = {
            "app_key": warehouse.app_key,
            "secret": secret,
            "customer_no": warehouse.customer_no,
            "method_prefix": warehouse.method_prefix,
        }
        line = Line(shop=warehouse.peer, base_url=warehouse.base_url)
        return peer_session(self.outside, LINE, line, credentials)


async def _concerned(tx: Tx, begun: Begun, delivery: DeliveryOrder) -> list[Standing] | None:
    """The order, or all that travel as one, the one it is named after first; None when it is not
    to be shipped now as it is planned. What the warehouse may have is no more kept back for what
    lacks."""
    rows = await together(tx, delivery)
    orders = sorted(
        await standings(tx, ids=[row.order_id for row in rows]), key=lambda order: order.id
    )
    if delivery.state not in TO_ASK:
        return None
    parts = await warehouses.of_orders(tx, [order.id for order in orders])
    for found in (await positions(tx, orders, parts)).values():
        stands = position_of(found, delivery)
        if not may_ship(replace(stands, lacking=stands.lacking and not begun.ask_first)):
            return None
    if len(orders) > 1 and await elsewhere(tx, {order.id: order for order in orders}):
        return None
    return orders
