"""Certificates: made when a day is checked, kept as signed, shown as a page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from orderhub.access.facade import Actor, shop_ids
from orderhub.channels.facade import connector_of, get_seen, get_shop
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.paper import pdf
from orderhub.infra.signing import new_signing_key
from orderhub.infra.telemetry import log
from orderhub.kernel.instants import CHINA
from orderhub.sync.certificate import About, contents, signed
from orderhub.sync.completeness import CATCH_UP, span_of
from orderhub.sync.store import certificates, checks
from orderhub.sync.store.certificates import Issued, SigningKey

TEMPLATE = Path(__file__).with_name("certificate.typ")
BACK = CATCH_UP + timedelta(days=2)
AT_ONCE = 50
LISTED = 500
OUTCOMES = {"complete": "完整", "filled": "完整（缺口已补齐）", "open": "有订单待处理"}


async def certify_days(db: Database, master: MasterKey, now: datetime) -> int:
    """Make the certificates of days whose checks are all done; returns how many."""
    async with db.transaction() as tx:
        ready = await certificates.ready(tx, now - BACK, AT_ONCE)
    for shop_id, day in ready:
        async with db.transaction() as tx:
            await certify(tx, master, shop_id, day, now)
        log.info("sync.certified", shop_id=shop_id, day=day.isoformat())
    return len(ready)


async def certify(tx: Tx, master: MasterKey, shop_id: int, day: date, now: datetime) -> None:
    """Make the next version of a day's certificate."""
    key = await key_of(tx, master, now)
    shop = await get_shop(tx, shop_id)
    version = await certificates.newest_version(tx, shop_id, day) + 1
    about = About(
        shop_id=shop_id,
        channel=shop.channel,
        channel_label=connector_of(shop.channel).label,
        name=shop.name,
        day=day,
        version=version,
        made_at=now,
    )
    said = contents(about, await checks.between(tx, [shop_id], *span_of(day)))
    document = signed(said, key.public, master.unwrap(key.wrapped))
    await certificates.insert(tx, Issued(shop_id, day, version, said["outcome"], now), document)


async def key_of(tx: Tx, master: MasterKey, now: datetime) -> SigningKey:
    """The installation's signing key; made when it is first asked for."""
    known = await certificates.signing_key(tx)
    if known is None:
        public, private = new_signing_key()
        known = SigningKey(public, master.wrap(private))
        await certificates.add_key(tx, known, now)
    return known


async def listing(
    tx: Tx, actor: Actor, shop_id: int | None, since: date, until: date
) -> list[Issued]:
    """Certificates in scope, newest day first, at most 500."""
    shops: Sequence[int] | None = shop_ids(actor)
    if shop_id is not None:
        shops = [shop_id] if actor.sees(shop_id) else []
    return await certificates.listing(tx, shops, since, until, LISTED)


async def file_of(tx: Tx, actor: Actor, shop_id: int, day: date, version: int | None) -> str:
    """The signed file; NotFound also when its shop is out of scope."""
    await get_seen(tx, actor, shop_id)
    return await certificates.document(tx, shop_id, day, version)


async def page_of(document: str) -> bytes:
    """The certificate as a page to file (PDF), with what its signature says."""
    file = orjson.loads(document)
    said, signature = file["certificate"], file["signature"]
    page = {
        **said,
        "outcome_word": OUTCOMES[said["outcome"]],
        "made_at": _clock(said["made_at"], "%Y-%m-%d %H:%M:%S"),
        "windows": [_row(window) for window in said["windows"]],
        "fingerprint": signature["fingerprint"],
        "signature": signature["value"],
    }
    return await pdf(TEMPLATE, page)


def _row(window: dict[str, Any]) -> dict[str, Any]:
    begin, end = _clock(window["from"], "%H:%M"), _clock(window["to"], "%H:%M")
    checked = _clock(window["checked_at"], "%m-%d %H:%M:%S")
    return {**window, "span": f"{begin}–{end}", "checked_at": checked}


def _clock(written: str, form: str) -> str:
    return datetime.fromisoformat(written).astimezone(CHINA).strftime(form) if written else ""
