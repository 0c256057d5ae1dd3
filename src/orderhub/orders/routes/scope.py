"""Which shops' orders a caller asks for."""

from typing import Annotated

from fastapi import Depends, Query

from orderhub.access.facade import CurrentActor
from orderhub.orders.queries.filters import visible_shops
from orderhub.orders.schemas.query import ShopNo


async def asked_shops(
    actor: CurrentActor,
    shop_id: Annotated[list[ShopNo], Query(max_length=500)] = [],  # noqa: B006 - FastAPI copies it
) -> tuple[int, ...] | None:
    """The shops that the caller sees, or those of them that were asked for; None = every shop."""
    return visible_shops(actor.shops, tuple(shop_id))


AskedShops = Annotated[tuple[int, ...] | None, Depends(asked_shops)]
