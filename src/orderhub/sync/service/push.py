"""Taking a push in: whose it is, then its orders, in the transaction that the answer waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, system
from orderhub.channels.facade import (
    Authorisation,
    Shop,
    ShopState,
    authorisation_of,
    connector_of,
    get_shops,
    note_good,
    reading_of,
)
from orderhub.infra import live
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound, NotPermitted
from orderhub.kernel.types import Refusal
from orderhub.sync.errors import PushNotSigned, PushRefused, ShopNotReady
from orderhub.sync.model import Delivery, Sheet, Taken
from orderhub.sync.service.intake import take_in

PERMISSION = "ingest.push"
SIGNATURE_MISSING = "signature_missing"
NOBODY = "no shop here is addressed by this, or its signature is wrong"
GOOD_FOR = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A push whose sender is known; `message_id` is the sender's own, where it has one."""

    shop: Shop
    actor: Actor
    message_id: str | None
    body: bytes = field(repr=False)


async def shop_pushing(tx: Tx, channel: str, shop_id: int) -> Shop | None:
    """The shop that is addressed, None when there is none that pushes."""
    found = await get_shops(tx, [shop_id])
    if not found or found[0].channel != channel:
        return None
    return found[0] if connector_of(found[0].channel).read_push is not None else None


async def signed_push(
    tx: Tx,
    master: MasterKey,
    shop: Shop | None,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Push:
    """The push, once its signature over the bytes received fits. Raises PushNotSigned, PushRefused;
    an unknown shop is refused like a wrong signature."""
    shop, _, message_id = await verified(tx, master, shop, headers, body, now)
    return Push(shop=shop, actor=system(f"shop:{shop.id}"), message_id=message_id, body=body)


async def verified(
    tx: Tx,
    master: MasterKey,
    shop: Shop | None,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> tuple[Shop, Authorisation, str]:
    """The shop that signed the bytes received, and the message's id. Raises PushNotSigned,
    PushRefused; an unknown shop is refused like a wrong signature."""
    verify = None if shop is None else connector_of(shop.channel).verify_push
    if shop is None or verify is None:
        raise PushRefused(NOBODY)
    try:
        known = await authorisation_of(tx, master, shop.id)
    except NotFound:
        raise PushRefused(NOBODY) from None
    verdict = verify(known.credentials, headers, body, now)
    if isinstance(verdict, Refusal):
        if verdict.code == SIGNATURE_MISSING:
            raise PushNotSigned(verdict.detail)
        raise PushRefused(verdict.detail)
    return shop, known, verdict


def keyed_push(actor: Actor, shop: Shop | None, body: bytes) -> Push:
    """The push of an API key. Raises NotPermitted, or NotFound for a shop out of its scope."""
    if not actor.may(PERMISSION):
        raise NotPermitted(f"this needs the permission {PERMISSION}")
    if shop is None or not actor.sees(shop.id):
        raise NotFound("there is no such shop that pushes its orders")
    return Push(shop=shop, actor=actor, message_id=None, body=body)


async def take_push(tx: Tx, push: Push, now: datetime) -> Taken:
    """Good orders in, bad ones aside; InvalidInput naming the field when it is no list."""
    shop = push.shop
    if shop.state is ShopState.PAUSED:
        raise ShopNotReady("the shop is paused; send it again later", retry_after_s=60)
    reading = await reading_of(tx, shop)
    sheets = [Sheet(rows=reading.rows(push.body), body=push.body)]
    delivery = Delivery(sheets=sheets, read_at=now, source="push", by=push.actor.reference)
    taken = await take_in(tx, shop, reading, delivery)
    if shop.last_good_at is None or now - shop.last_good_at > GOOD_FOR or shop.trouble:
        await note_good(tx, shop, now)
        live.announce(tx, "shops", shop_id=shop.id)
    return taken
