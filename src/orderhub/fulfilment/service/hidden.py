"""Orders whose recipient their channel hides: no warehouse is asked until it tells him in clear."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.fulfilment.qimen.writing import NEEDED
from orderhub.fulfilment.service.addresses import plain_people
from orderhub.infra.db import Tx
from orderhub.orders.facade import (
    ExceptionKind,
    Flags,
    Report,
    Standing,
    clear_exceptions,
    open_causes,
    raise_exceptions,
    standings,
)

SOURCE = "wms"
KIND = ExceptionKind.RECIPIENT_HIDDEN


async def recipient_of(tx: Tx, order: Standing) -> dict[str, str] | None:
    """The recipient in clear, for a call only; None where the channel hides him: then its own
    waybill service must print the label."""
    plain = await plain_people(tx, order, NEEDED)
    return plain if all(plain.get(name) for name in NEEDED) else None


async def tell_of_hidden(tx: Tx, orders: Sequence[Standing], now: datetime) -> None:
    """People hear that these cannot be given to a warehouse."""
    await raise_exceptions(tx, SOURCE, [Report(order.id, KIND) for order in orders], now)


async def look_at_recipient(tx: Tx, order: Standing, now: datetime) -> Standing:
    """The order as it is from now on: one that waits for its recipient goes on once he can be
    read."""
    is_stopped = order.flags & Flags.EXCEPTION and KIND in await open_causes(tx, order.id)
    if not is_stopped or await recipient_of(tx, order) is None:
        return order
    await clear_exceptions(tx, SOURCE, [Report(order.id, KIND)], now)
    (after,) = await standings(tx, ids=[order.id])
    return after
