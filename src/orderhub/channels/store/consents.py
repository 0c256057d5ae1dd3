"""Consents in waiting: found once, by their state and the browser that began them."""

from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import RowMapping

from orderhub.channels.model import Asked, Connect
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.types import ChannelCode

INSERT = text("""
    INSERT INTO shop_consents (state_hash, browser_hash, channel, shop_id, wrapped_key, sealed,
        return_url, expires_at)
    VALUES (:state, :browser, :channel, :shop_id, :wrapped_key, :sealed, :return_url, :expires_at)
""")
TAKE = text("""
    DELETE FROM shop_consents WHERE state_hash = :state AND browser_hash = :browser
    RETURNING channel, shop_id, wrapped_key, sealed, return_url, expires_at
""")
PLACE = b"shop_consents"


async def insert(
    tx: Tx,
    master: MasterKey,
    asked: Asked,
    *,
    state_hash: bytes,
    browser_hash: bytes,
    expires_at: datetime,
) -> None:
    """Keep what the consent is for; the app's credentials of a new shop are sealed."""
    row: dict[str, Any] = {
        "state": state_hash,
        "browser": browser_hash,
        "channel": asked.channel,
        "shop_id": asked.shop_id,
        "wrapped_key": None,
        "sealed": None,
        "return_url": asked.return_url,
        "expires_at": expires_at,
    }
    if asked.connect is not None:
        data_key = new_data_key()
        row["wrapped_key"] = master.wrap(data_key)
        row["sealed"] = seal(data_key, 0, _written(asked.connect), _place(state_hash))
    await tx.execute(INSERT, row)


async def take(
    tx: Tx, master: MasterKey, state_hash: bytes, browser_hash: bytes, now: datetime
) -> Asked | None:
    """Spend the state: None when it is unknown, of another browser, spent or too old."""
    found = await tx.execute(TAKE, {"state": state_hash, "browser": browser_hash})
    row = found.mappings().one_or_none()
    if row is None or row["expires_at"] <= now:
        return None
    return Asked(
        channel=ChannelCode(row["channel"]),
        return_url=row["return_url"],
        shop_id=row["shop_id"],
        connect=None if row["sealed"] is None else _opened(master, row, state_hash),
    )


async def forget(tx: Tx, now: datetime) -> None:
    """Remove those that nobody came back for."""
    await tx.execute(text("DELETE FROM shop_consents WHERE expires_at <= :now"), {"now": now})


def _written(connect: Connect) -> bytes:
    every = connect.poll_every
    return orjson.dumps(
        {
            "channel": connect.channel,
            "name": connect.name,
            "credentials": dict(connect.credentials),
            "region": connect.region,
            "base_url": connect.base_url,
            "oauth_url": connect.oauth_url,
            "poll_every": None if every is None else every.total_seconds(),
            "settings": dict(connect.settings),
        }
    )


def _opened(master: MasterKey, row: RowMapping, state_hash: bytes) -> Connect:
    data_key = master.unwrap(row["wrapped_key"])
    held = orjson.loads(open_sealed(data_key, row["sealed"], _place(state_hash)))
    every = held.pop("poll_every")
    return Connect(**held, poll_every=None if every is None else timedelta(seconds=every))


def _place(state_hash: bytes) -> bytes:
    return PLACE + b"|" + state_hash
