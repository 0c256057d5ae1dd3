"""Orders as partners read them."""

from dataclasses import asdict
from typing import Any

from orderhub.access.facade import Actor
from orderhub.connectors import CONNECTORS
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.kernel.types import ChannelCode
from orderhub.orders.facade import parcels, standings
from orderhub.partners.decide.views import order_view
from orderhub.partners.service.statements import stated


async def read(tx: Tx, actor: Actor, number: str) -> dict[str, Any]:
    """The order by the hub's number with what the partner itself stated of it (people see what
    each of them did); NotFound also when its shop is out of scope."""
    found = [one for one in await standings(tx, refs=[number]) if one.number == number]
    if not found or not actor.sees(found[0].shop_id):
        raise NotFound("There is no such order, or it belongs to a shop you do not see.")
    order = found[0]
    said = asdict(order)
    withheld = CONNECTORS[ChannelCode(order.channel)].withheld
    view = order_view(said, said["lines"], await parcels(tx, order.id), withheld)
    return view | {"statements": await stated(tx, actor, order.id)}
