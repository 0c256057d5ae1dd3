"""Lines that were closed, or are open again, too late for the warehouse: people hear of it."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.fulfilment.decide.asking import Position
from orderhub.fulfilment.decide.told import late_lines
from orderhub.fulfilment.model.parcels import Source
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import warehouses
from orderhub.infra.db import Tx
from orderhub.orders.facade import (
    ExceptionKind,
    Report,
    Standing,
    clear_exceptions,
    raise_exceptions,
)


async def look_at_lines(
    tx: Tx,
    order: Standing,
    found: Sequence[tuple[DeliveryOrder | None, Position]],
    now: datetime,
) -> None:
    """Tell people, once for each state of the lines, that a warehouse will send other goods than
    the order has by now, or that it will not after all; the caller holds the lock of the order's
    tasks."""
    late = {
        part.part: (part, late_lines(part, stands, ordered(order)))
        for part, stands in found
        if part is not None
    }
    changed = [(part, token) for part, token in late.values() if token != part.late_lines]
    if not changed:
        return
    for part, token in changed:
        await warehouses.note_late_lines(tx, part, token)
    cause = ";".join(token for _, token in late.values() if token)
    report = Report(order.id, ExceptionKind.LINES_CHANGED, "lines_too_late" if cause else "", cause)
    say = raise_exceptions if cause else clear_exceptions
    await say(tx, Source.WMS, [report], now)
