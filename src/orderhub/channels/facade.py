"""What other slices and apps may ask of channels."""

from collections.abc import Collection

from orderhub.channels.mappings import reading_of
from orderhub.channels.model import Authorisation, Connect, Shop, ShopState, Trouble
from orderhub.channels.reading import Reading
from orderhub.channels.service import (
    authorise,
    change,
    connect,
    get_seen,
    lock_seen,
    note_good,
    note_trouble,
    pause,
    resume,
)
from orderhub.channels.sessions import Outside, connector_of, session_for
from orderhub.channels.store import authorisations, shops
from orderhub.channels.store.buckets import Quota
from orderhub.channels.throttle import quotas_of, slow_down
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

__all__ = [
    "Authorisation",
    "Connect",
    "Outside",
    "Quota",
    "Reading",
    "Shop",
    "ShopState",
    "Trouble",
    "authorisation_of",
    "authorise",
    "change",
    "connect",
    "connector_of",
    "get_seen",
    "get_shop",
    "get_shops",
    "lock_seen",
    "note_good",
    "note_trouble",
    "pause",
    "quotas_of",
    "reading_of",
    "resume",
    "session_for",
    "shops_of_app",
    "slow_down",
]


async def get_shops(
    tx: Tx, ids: Collection[int] | None = None, states: Collection[ShopState] | None = None
) -> list[Shop]:
    """Shops by id and state (None: all), oldest first."""
    return await shops.get_many(tx, ids, states)


async def get_shop(tx: Tx, shop_id: int) -> Shop:
    """One shop; NotFound."""
    found = await shops.get_many(tx, [shop_id])
    if not found:
        raise NotFound("there is no such shop")
    return found[0]


async def shops_of_app(tx: Tx, channel: str, app_key: str) -> list[Shop]:
    """All shops under one app key of a channel, oldest first."""
    return await shops.of_app(tx, channel, app_key)


async def authorisation_of(tx: Tx, master: MasterKey, shop_id: int) -> Authorisation:
    """A shop's credentials in clear, for checking what its channel sends us; NotFound."""
    return await authorisations.load(tx, master, shop_id)
