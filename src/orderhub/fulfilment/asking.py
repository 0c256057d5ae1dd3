"""Asking warehouses: which orders to ship, which to leave; no transaction open while they think."""

from contextlib import suppress
from dataclasses import dataclass

from orderhub.channels.facade import Outside, get_shop, peer_session
from orderhub.connector_kit.session import HttpSession, Line
from orderhub.fulfilment.decide.addresses import being_told, told_otherwise
from orderhub.fulfilment.decide.asking import after_answer, may_ship
from orderhub.fulfilment.model.tasks import Begun, Task, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState, Warehouse
from orderhub.fulfilment.qimen.line import CANCEL, CREATE, HEARTBEAT, LINE
from orderhub.fulfilment.qimen.writing import NEEDED, cancel_body, create_body, heartbeat_body
from orderhub.fulfilment.service.addresses import digest_of, plain_people
from orderhub.fulfilment.service.pushing import follow, position, take_answer
from orderhub.fulfilment.service.tasks import wake
from orderhub.fulfilment.store import warehouses
from orderhub.health.facade import about_order
from orderhub.infra.db import Tx
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, CircuitOpen
from orderhub.orders.facade import Standing, standings

WOKEN_S = 300.0
TO_ASK = frozenset({DeliveryState.SENDING, DeliveryState.REJECTED})


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
                    await self._create(task)
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

    async def _create(self, task: Task) -> None:
        async with self.outside.db.transaction() as tx:
            delivery, warehouse, secret = await self._place(tx, task)
            (order,) = await standings(tx, ids=[task.order_id])
            parts = await warehouses.of_order(tx, task.order_id)
            stands = await position(tx, order, parts, delivery)
            if delivery.state not in TO_ASK or not may_ship(stands):
                raise AlreadyDone("the order is not to be shipped any more")
            people = await _plain(tx, order)
            recipient = await digest_of(tx, order)
            if told_otherwise(delivery, recipient):
                raise AlreadyDone("the warehouse may know another address under this code")
            told = being_told(delivery, recipient)
            await warehouses.note_recipient(tx, delivery, told)
            shop = await get_shop(tx, task.shop_id)
        body = create_body(warehouse, order, delivery, people, shop.name)
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


async def _plain(tx: Tx, order: Standing) -> dict[str, str]:
    """The recipient in clear, for this call only. Raises ChannelRefused where the channel hides
    him: then its own waybill service must print the label."""
    plain = await plain_people(tx, order, NEEDED)
    if not all(plain.get(name) for name in NEEDED):
        raise ChannelRefused("the channel hides the recipient", channel_code="recipient_hidden")
    return plain
