"""Orders laid on the desk: locked, as decisions look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.kernel.words import Stage
from orderhub.orders.decide.desk import DeskOrder
from orderhub.orders.decide.presale import cause_of
from orderhub.orders.decide.undo import last_words
from orderhub.orders.model import Fact, Flags
from orderhub.orders.queries import desk


@dataclass(frozen=True, slots=True)
class Desk:
    """One order on the desk with the newest word people said about each thing."""

    order: DeskOrder
    placed_at: datetime
    last: Mapping[str, Fact]


async def on_desk(tx: Tx, ids: Sequence[int]) -> list[Desk]:
    """Orders locked for a decision, with people's words about them."""
    rows = await desk.lock(tx, ids)
    said = await desk.said(tx, ids)
    found: list[Desk] = []
    for row in rows:
        last = last_words(said.get(row["id"], ()))
        order = DeskOrder(
            id=row["id"],
            number=row["number"],
            shop_id=row["shop_id"],
            stage=Stage(row["stage"]),
            flags=Flags(row["flags"]),
            fulfilment_status=row["fulfilment_status"],
            priority=row["priority"],
            seller_flag=row["seller_flag"],
            tags=frozenset(row["tags"]),
            version=row["version"],
            sale_cause=cause_of(row["sale"]),
            decisions={name: fact.data for name, fact in last.items()},
        )
        found.append(Desk(order, row["placed_at"], last))
    return found
