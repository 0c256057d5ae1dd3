"""What other slices and apps may ask of channels."""

from collections.abc import Collection, Mapping
from datetime import datetime

from orderhub.channels.mappings import reading_of
from orderhub.channels.model import Authorisation, Connect, Shop, ShopState, Term, Trouble
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
from orderhub.channels.sessions import (
    OpenSession,
    Outside,
    connector_of,
    peer_session,
    session_for,
)
from orderhub.channels.store import authorisations, circuits, shops
from orderhub.channels.store.buckets import Quota
from orderhub.channels.terms import ENDING, warn
from orderhub.channels.throttle import quotas_of, quotas_of_peer, slow_down
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

__all__ = [
    "ENDING",
    "Authorisation",
    "Connect",
    "OpenSession",
    "Outside",
    "Quota",
    "Reading",
    "Shop",
    "ShopState",
    "Term",
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
    "next_probe",
    "note_account",
    "note_good",
    "note_trouble",
    "open_circuits",
    "pause",
    "peer_session",
    "quotas_of",
    "quotas_of_peer",
    "reading_of",
    "resume",
    "session_for",
    "shops_of_app",
    "slow_down",
    "terms_of",
    "warn",
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


async def note_account(tx: Tx, shop_id: int, account_no: str) -> None:
    """The channel told its own number of the shop's account."""
    await shops.note_account(tx, shop_id, account_no)


async def authorisation_of(tx: Tx, master: MasterKey, shop_id: int) -> Authorisation:
    """A shop's credentials in clear, for checking what its channel sends us; NotFound."""
    return await authorisations.load(tx, master, shop_id)


async def terms_of(tx: Tx, shop_ids: Collection[int]) -> Mapping[int, Term]:
    """When the shops' tokens were had anew, and when their authorisations end."""
    return await authorisations.terms(tx, shop_ids)


async def next_probe(tx: Tx, peer: str, apis: Collection[str]) -> datetime | None:
    """When a silent peer may be asked one of these again; None when it is not silent."""
    return await circuits.next_probe(tx, peer, apis)


async def open_circuits(tx: Tx, of: Collection[Shop]) -> Mapping[int, datetime]:
    """Shops whose channel is not asked because it is silent → since when."""
    since = await circuits.open_since(tx, {shop.channel for shop in of})
    found = ((int(shop.id), since.get((shop.channel, shop.app_key))) for shop in of)
    return {shop_id: at for shop_id, at in found if at is not None}
