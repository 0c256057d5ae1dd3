"""Asking warehouses: which orders to ship, which to leave; no transaction open while they think."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from prometheus_client import Counter

from orderhub.channels.facade import get_shop
from orderhub.connector_kit.session import Call, HttpSession, Limits, Line, Ports
from orderhub.fulfilment.decide.addresses import being_told, told_otherwise
from orderhub.fulfilment.decide.asking import after_answer, may_ship
from orderhub.fulfilment.model.tasks import Begun, Task, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState, Warehouse
from orderhub.fulfilment.qimen.line import LINE
from orderhub.fulfilment.qimen.writing import NEEDED, cancel_body, create_body
from orderhub.fulfilment.service.addresses import digest_of, plain_people
from orderhub.fulfilment.service.pushing import follow, position, take_answer
from orderhub.fulfilment.store import warehouses
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.telemetry import registry
from orderhub.kernel.errors import AlreadyDone, ChannelRefused
from orderhub.orders.facade import Standing, standings

ASKED = Counter(
    "hub_fulfilment_warehouse_calls",
    "Finished calls to warehouses",
    ("method", "outcome", "code"),
    registry=registry,
)
TO_ASK = frozenset({DeliveryState.SENDING, DeliveryState.REJECTED})
CREATE, CANCEL = "deliveryorder.create", "order.cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreman:
    """What asking a warehouse needs of the world."""

    db: Database
    master: MasterKey = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    now: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)

    async def ask(self, begun: Begun) -> None:
        """Ask what the task says. Our number is the warehouse's key for an order and a cancel is
        absolute, so a repeat after silence is answered like the first (reference §9.8). Raises a
        ConnectorError."""
        task = begun.task
        if task.kind is TaskKind.CREATE:
            await self._create(task)
        else:
            await self._cancel(task)

    async def _create(self, task: Task) -> None:
        async with self.db.transaction() as tx:
            delivery, warehouse, secret = await self._place(tx, task.order_id)
            (order,) = await standings(tx, ids=[task.order_id])
            is_this = delivery.asked_as == task.subject and delivery.state in TO_ASK
            if not is_this or not may_ship(await position(tx, order)):
                raise AlreadyDone("the order is not to be shipped any more")
            people = await _plain(tx, order)
            recipient = await digest_of(tx, order)
            if told_otherwise(delivery, recipient):
                raise AlreadyDone("the warehouse may know another address under this code")
            told = being_told(delivery, recipient)
            await warehouses.note_recipient(tx, task.order_id, told)
            shop = await get_shop(tx, task.shop_id)
        body = create_body(warehouse, order, task.subject, people, shop.name)
        try:
            answer = await self._session(warehouse, secret).write(CREATE, {"body": body})
        except ChannelRefused as refusal:
            await self._answered(task, DeliveryState.REJECTED, code=refusal.channel_code)
            raise
        remote = str(answer.document["delivery_no"])
        await self._answered(task, DeliveryState.ACCEPTED, remote_no=remote)

    async def _cancel(self, task: Task) -> None:
        async with self.db.transaction() as tx:
            delivery, warehouse, secret = await self._place(tx, task.order_id)
        if delivery.asked_as != task.subject or delivery.state is DeliveryState.CANCELLED:
            return
        body = cancel_body(warehouse, delivery)
        try:
            await self._session(warehouse, secret).write(CANCEL, {"body": body})
        except ChannelRefused as refusal:
            await self._answered(task, DeliveryState.TOO_LATE, code=refusal.channel_code)
            raise
        await self._answered(task, DeliveryState.CANCELLED)

    async def _place(self, tx: Tx, order_id: int) -> tuple[DeliveryOrder, Warehouse, str]:
        delivery = await warehouses.of_order(tx, order_id)
        if delivery is None:
            raise AlreadyDone("no warehouse was asked")
        return delivery, *await warehouses.get(tx, self.master, delivery.warehouse_id)

    async def _answered(
        self, task: Task, told: DeliveryState, *, remote_no: str | None = None, code: str = ""
    ) -> None:
        """Write down what the warehouse said, and ask for what the order wants by now: it may have
        been stopped or let go while the call ran."""
        async with self.db.transaction() as tx:
            delivery = await warehouses.of_order(tx, task.order_id)
            if delivery is None or delivery.asked_as != task.subject:
                return
            if task.kind is TaskKind.CREATE:
                told = after_answer(delivery.state, told)
            now = self.now()
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
        ports = Ports(
            http=self.http,
            now=self.now,
            take_tokens=_no_quota,
            record_call=_count,
            limits=self.limits,
        )
        line = Line(shop="0", base_url=warehouse.base_url)
        return HttpSession(LINE, line, credentials, ports)


def _count(call: Call) -> None:
    ASKED.labels(call.method, call.outcome, call.code).inc()


async def _no_quota(_: str, __: str) -> None:
    """No quota of a warehouse is known (reference §9.8)."""


async def _plain(tx: Tx, order: Standing) -> dict[str, str]:
    """The recipient in clear, for this call only. Raises ChannelRefused where the channel hides
    him: then its own waybill service must print the label."""
    plain = await plain_people(tx, order, NEEDED)
    if not all(plain.get(name) for name in NEEDED):
        raise ChannelRefused("the channel hides the recipient", channel_code="recipient_hidden")
    return plain
