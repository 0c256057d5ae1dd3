"""A timer for every presale that waits for a known instant."""

from collections.abc import Iterable

from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule_many
from orderhub.orders.service.troubles import Seen

DUE = "orders.presale"


async def plan(tx: Tx, folded: Iterable[Seen]) -> None:
    """Let the hub look again when an order may ship; its newest instant counts."""
    waiting = [
        Timer(kind=DUE, key=str(one.order_id), due_at=at, payload={})
        for one in folded
        if one.derived.waits_for and (at := one.derived.ship_from) is not None
    ]
    await schedule_many(tx, waiting)
