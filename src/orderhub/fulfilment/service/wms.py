"""What a warehouse's messages lead to: each once, in the transaction that its answer waits for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest

from orderhub.fulfilment.decide.asking import numbers_of
from orderhub.fulfilment.decide.steps import SIGNED, furthest
from orderhub.fulfilment.model.warehouses import (
    Confirmed,
    DeliveryOrder,
    DeliveryState,
    Progressed,
    Returned,
    StockMoved,
    Warehouse,
)
from orderhub.fulfilment.qimen.reading import read_message
from orderhub.fulfilment.qimen.wire import read_time, sign
from orderhub.fulfilment.service.asked import take_answer, together
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.returns import take_back
from orderhub.fulfilment.service.scans import take_scans
from orderhub.fulfilment.service.steps import move_parcel
from orderhub.fulfilment.service.stock import tell_of_stock
from orderhub.fulfilment.store import packages, warehouses
from orderhub.infra import live
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import DomainError, NotFound
from orderhub.orders.facade import Fact, learn, standings

FRESH_FOR = timedelta(minutes=15)
LEFT = frozenset({"DELIVERED", "PARTDELIVERED", ""})
TROUBLE = frozenset({"EXCEPTION", "REJECT", "REFUSE"})
GONE = frozenset({"CANCELED", "CLOSED"})


class SignatureWrong(DomainError):
    """Nobody we know signed these bytes."""

    code = "signature_wrong"
    http_status = 401


class TimestampStale(DomainError):
    """The sender's clock is off, or an old message is sent again by somebody."""

    code = "timestamp_stale"
    http_status = 401


async def addressed(tx: Tx, master: MasterKey, warehouse_id: int) -> tuple[Warehouse, str]:
    """The warehouse that a message says it is of, and its secret; an unknown one is refused like a
    wrong signature."""
    try:
        return await warehouses.get(tx, master, warehouse_id)
    except NotFound:
        raise SignatureWrong("the signature is wrong") from None


def believe(secret: str, query: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises SignatureWrong unless the holder of the secret signed the bytes received, and
    TimestampStale unless he did so a moment ago."""
    expected = sign(secret, query, body)
    if not compare_digest(expected.encode(), query.get("sign", "").encode()):
        raise SignatureWrong("the signature is wrong")
    at = read_time(query.get("timestamp", ""))
    if at is None or abs(now - at) > FRESH_FOR:
        raise TimestampStale("the timestamp is more than 15 minutes away")


async def take_message(
    tx: Tx, warehouse: Warehouse, method: str, body: bytes, now: datetime
) -> None:
    """Its effect, once; InvalidInput for what cannot be read."""
    message = read_message(method, body, f"warehouse:{warehouse.id}", now)
    kind = type(message).__name__
    if not await warehouses.first_time(tx, warehouse.id, kind, message.key, now):
        return
    match message:
        case Confirmed():
            await _confirmed(tx, warehouse, message, now)
        case Progressed():
            await _progressed(tx, warehouse, message, now)
        case StockMoved():
            await tell_of_stock(tx, warehouse, message, now)
        case Returned():
            await take_back(tx, warehouse, message, now)


async def _confirmed(tx: Tx, warehouse: Warehouse, message: Confirmed, now: datetime) -> None:
    delivery = await _note(tx, warehouse, message.number, message.status, now)
    if message.status in LEFT:
        scans = message.scans
        if delivery is not None:
            number, part = delivery.number, delivery.part
            scans = [replace(scan, order_ref=number, part=part) for scan in scans]
        await take_scans(tx, scans, now)
    if delivery is not None and delivery.step == SIGNED:
        await _signed_for(tx, delivery, message.at, now)


async def _progressed(tx: Tx, warehouse: Warehouse, message: Progressed, now: datetime) -> None:
    delivery = await _note(tx, warehouse, message.number, message.status, now)
    if delivery is not None and message.status == "SIGN":
        await _signed_for(tx, delivery, message.at, now)


async def _signed_for(tx: Tx, delivery: DeliveryOrder, at: datetime, now: datetime) -> None:
    """The buyer has all that left, also what is only told to have left afterwards (F28)."""
    shared = await together(tx, delivery)
    await packages.lock(tx, [one.order_id for one in shared])
    for one in shared:
        for package in (await packages.of_orders(tx, [one.order_id]))[one.order_id]:
            if package.part == one.part:
                await move_parcel(tx, package, "delivered", "wms", (at, now))


async def _note(
    tx: Tx, warehouse: Warehouse, code: str, status: str, now: datetime
) -> DeliveryOrder | None:
    """The warehouse's word about an order it was asked to ship, as that stood before. What it was
    not asked is only a scan: that may be of an order pushed by another way. A code taken back says
    nothing of the parts of a split order."""
    delivery = await warehouses.of_numbers(tx, warehouse.id, code, numbers_of(code))
    if delivery is None:
        return None
    if delivery.part and delivery.asked_as != code:
        return replace(delivery, part=0, step="")
    if status and delivery.asked_as == code:
        step = furthest(delivery.step, status[:40].lower())
        await warehouses.note_step(tx, delivery, step, now)
        if status in GONE:
            await _gone(tx, delivery, status, now)
        if status in TROUBLE:
            await _except(tx, delivery, status.lower(), now)
    live.announce(tx, "fulfilment", shop_id=delivery.shop_id)
    return delivery


async def _gone(tx: Tx, delivery: DeliveryOrder, status: str, now: datetime) -> None:
    """The warehouse dropped it: as it was asked to, or by itself, then a person must look first."""
    await take_answer(tx, delivery, DeliveryState.CANCELLED, now)
    if delivery.state is not DeliveryState.CANCELLING:
        await _except(tx, delivery, status.lower(), now)
    for order in await standings(tx, ids=[delivery.order_id]):
        await follow(tx, order, now)


async def _except(tx: Tx, delivery: DeliveryOrder, status: str, now: datetime) -> None:
    """The warehouse cannot go on: a person must look."""
    facts = [
        Fact(
            order_id=one.order_id,
            source="wms",
            kind="exception",
            key=f"wms:{status}:{now.isoformat()}",
            occurred_at=now,
            learned_at=now,
            data={"on": True, "reason_code": f"wms_{status}"},
        )
        for one in await together(tx, delivery)
    ]
    await learn(tx, facts)
