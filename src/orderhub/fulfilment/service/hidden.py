"""Orders whose recipient their channel hides: no warehouse is asked until it tells him in clear."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.fulfilment.model.parcels import Source
from orderhub.fulfilment.qimen.writing import NEEDED
from orderhub.fulfilment.service.addresses import plain_people, same_recipient
from orderhub.fulfilment.store import merging
from orderhub.fulfilment.store.merging import Wait
from orderhub.infra.db import Tx
from orderhub.infra.timers import schedule
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

GATHERED = "fulfilment.gathered"
WITHIN = timedelta(minutes=30)
KIND = ExceptionKind.RECIPIENT_HIDDEN


async def recipients_of(tx: Tx, orders: Sequence[Standing]) -> dict[int, dict[str, str] | None]:
    """Order → its recipient in clear, for a call only; None where the channel hides him: then its
    own waybill service must print the label."""
    plain = await plain_people(tx, orders, NEEDED)
    return {
        order_id: told if all(told.get(name) for name in NEEDED) else None
        for order_id, told in plain.items()
    }


async def tell_of_hidden(
    tx: Tx, hidden: Sequence[Standing], together: Sequence[Standing], now: datetime
) -> None:
    """People hear that these cannot be given to a warehouse; who travels `together` with them waits
    a while."""
    await raise_exceptions(tx, Source.WMS, [Report(order.id, KIND) for order in hidden], now)
    if len(hidden) < len(together):
        shown = next(order for order in together if order not in hidden)
        await _wait(tx, shown, [order.id for order in together], now + WITHIN)


async def look_at_recipient(
    tx: Tx, order: Standing, together: Sequence[int], now: datetime
) -> Standing:
    """The order as it is from now on: one that waits for its recipient goes on once he can be
    read. Those that travel `together` wait for one another until all of theirs can be, `WITHIN`
    at most, so that they do not go apart because the channel is read order by order."""
    if not await _waiting(tx, [order]) or (await recipients_of(tx, [order]))[order.id] is None:
        return order
    await clear_exceptions(tx, Source.WMS, [Report(order.id, KIND)], now)
    found = {one.id: one for one in await standings(tx, ids=together)}
    if len(found) > 1:
        hidden = await _waiting(tx, [*found.values()])
        await _wait(tx, found[order.id], together, now + WITHIN if hidden else now)
    return found[order.id]


async def _waiting(tx: Tx, orders: Sequence[Standing]) -> bool:
    """Whether one of them waits for its recipient."""
    stopped = [order.id for order in orders if order.flags & Flags.EXCEPTION]
    causes = await open_causes(tx, stopped) if stopped else {}
    return any(KIND in kinds for kinds in causes.values())


async def _wait(tx: Tx, order: Standing, together: Sequence[int], due_at: datetime) -> None:
    same = await same_recipient(tx, order)
    if same is not None:
        await merging.wait(tx, Wait(order.id, order.shop_id, same, due_at=due_at))
        await schedule(tx, GATHERED, str(order.id), due_at)
    await merging.put_off(tx, together, due_at)
