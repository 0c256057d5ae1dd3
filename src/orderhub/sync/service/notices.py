"""Taking notices in: whose they are, each once, and the orders they name asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import Counter

from orderhub.channels.facade import (
    Shop,
    connector_of,
    get_shops,
    note_account,
    note_trouble,
    shops_of_app,
)
from orderhub.connector_kit.notices import Notice
from orderhub.health.facade import report
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import log, registry
from orderhub.kernel.errors import AuthRevoked, ConnectorError, InvalidInput
from orderhub.sync.decide import meant_for
from orderhub.sync.errors import PushRefused
from orderhub.sync.model import Asked, Read
from orderhub.sync.service.push import NOBODY, verified
from orderhub.sync.store import cursors, notices, reads
from orderhub.sync.text import storable

HEARD = Counter(
    "hub_sync_notices", "Notices of channels", ("channel", "outcome"), registry=registry
)


@dataclass(frozen=True, slots=True)
class Heard:
    """Verified notices of one shop, and what the channel wants to be answered."""

    shop: Shop
    notices: Sequence[Notice]
    reply: bytes


async def shop_telling(tx: Tx, channel: str, shop_id: int) -> Shop | None:
    """The shop that is addressed, None when there is none whose channel pushes notices."""
    found = [shop for shop in await get_shops(tx, [shop_id]) if shop.channel == channel]
    told = found and connector_of(found[0].channel).read_notices is not None
    return found[0] if told else None


async def verified_notices(
    tx: Tx,
    master: MasterKey,
    shop: Shop | None,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Heard:
    """What the body says, once its signature over the bytes received fits. Raises PushNotSigned,
    PushRefused (also for a shop that is not there), InvalidInput for a body that says nothing."""
    read_notices = None if shop is None else connector_of(shop.channel).read_notices
    if shop is None or read_notices is None:
        raise PushRefused(NOBODY)
    _, known, _ = await verified(tx, master, shop, headers, body, now)
    try:
        said = read_notices(known.credentials, body)
    except ConnectorError as error:
        log.warning("sync.notice_unread", shop_id=shop.id, code=error.code)
        raise InvalidInput(f"the notice cannot be read: {error.detail}", where="body") from None
    return Heard(shop, said, connector_of(shop.channel).notice_reply)


async def take_notices(tx: Tx, shop: Shop, said: Sequence[Notice], now: datetime) -> int:
    """Keep notices of a shop and let the orders they name be read; returns how many were new.
    A shop that is paused or waits for its authorisation keeps them until it works again."""
    fresh = await notices.add(tx, shop.id, said, now) if said else []
    HEARD.labels(shop.channel, "new").inc(len(fresh))
    HEARD.labels(shop.channel, "repeated").inc(len(said) - len(fresh))
    await _ask(tx, shop, fresh, now)
    if any(notice.revoked for notice in fresh):
        revoked = AuthRevoked("the seller took the authorisation away")
        await note_trouble(tx, shop, revoked, now)
        await report(tx, shop, revoked, now)
    return len(fresh)


async def take_for_app(
    tx: Tx, channel: str, app_key: str, said: Sequence[Notice], now: datetime
) -> None:
    """Notices that came over the one line of an app: each to the shop of its account, or to all
    shops whose account is not known yet."""
    shops = await shops_of_app(tx, channel, app_key)
    known = {shop.account_no for shop in shops}
    for shop in shops:
        mine = [n for n in said if meant_for(shop.account_no, n.account_no, known)]
        if mine:
            await take_notices(tx, shop, mine, now)


async def learn_account(tx: Tx, shop: Shop, reads_done: Sequence[Read]) -> None:
    """A shop whose account nobody told had an order that a notice of some account named: so that
    account is its own, and the other shops of its app need not look any more."""
    told = {read.account_no for read in reads_done} - {""}
    if shop.account_no or len(told) != 1:
        return
    (account_no,) = told
    await note_account(tx, shop.id, account_no)
    others = [one.id for one in await shops_of_app(tx, shop.channel, shop.app_key)]
    others.remove(shop.id)
    await reads.forget_foreign(tx, shop.id, account_no, others)
    log.info("sync.account_learned", shop_id=shop.id)


async def _ask(tx: Tx, shop: Shop, fresh: Sequence[Notice], now: datetime) -> None:
    named: dict[str, Asked] = {}
    for notice in fresh:
        if (external_no := storable(notice.external_no)) is not None:
            before = named.get(external_no, Asked())
            times = [at for at in (before.changed_at, notice.at) if at is not None]
            named[external_no] = Asked(max(times, default=None), notice.account_no)
    connector = connector_of(shop.channel)
    if connector.get_order is not None:
        await reads.ask(tx, shop.id, named, now)
    elif named and connector.pull_orders is not None:
        await cursors.move_due(tx, [shop.id], now)
