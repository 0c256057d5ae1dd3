"""Shops in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from psycopg import IntegrityError
from sqlalchemy import RowMapping

from orderhub.channels.model import Connect, Shop, ShopState, Trouble
from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import ChannelCode, Refusal, ShopId

COLUMNS = """
    id, channel, name, region, state, base_url, oauth_url, app_key, poll_every, settings,
    last_good_at, error_code, error_message, error_since, created_at, version, account_no
"""
CHANGEABLE = frozenset({"name", "base_url", "oauth_url", "poll_every", "settings", "app_key"})
INSERT = text(f"""
    INSERT INTO shops (channel, name, region, base_url, oauth_url, app_key, poll_every, settings,
        created_at, updated_at)
    VALUES (:channel, :name, :region, :base_url, :oauth_url, :app_key, :poll_every,
        cast(:settings AS jsonb), :now, :now)
    RETURNING {COLUMNS}
""")
LOCK = text(f"SELECT {COLUMNS} FROM shops WHERE id = :id FOR UPDATE")
SET_STATE = text(f"""
    UPDATE shops SET state = :state, updated_at = :now, version = version + 1
    WHERE id = ANY(:ids) AND state <> :state RETURNING {COLUMNS}
""")
GOOD = text("""
    UPDATE shops SET error_code = NULL, error_message = NULL, error_since = NULL,
        last_good_at = CASE WHEN id = :id THEN greatest(last_good_at, :at) ELSE last_good_at END
    WHERE id = ANY(:ids)
""")
TROUBLED = text("""
    UPDATE shops SET
        error_since = CASE WHEN error_code = :code THEN error_since ELSE :now END,
        error_code = :code, error_message = :message
    WHERE id = ANY(:ids)
""")
SAME_APP = text("""
    SELECT id FROM shops
    WHERE id = :id OR (channel = :channel AND app_key = :app_key AND app_key <> ''
        AND state IN ('active', 'blocked'))
    ORDER BY id FOR UPDATE
""")
OF_ACCOUNT = text("""
    SELECT id FROM shops
    WHERE channel = :channel AND account_no = :no AND base_url IS NOT DISTINCT FROM :base_url
    ORDER BY id LIMIT 1
""")
ACCOUNT = text("UPDATE shops SET account_no = :no WHERE id = :id AND account_no <> :no")
OF_APP = text(f"""
    SELECT {COLUMNS} FROM shops WHERE channel = :channel AND app_key = :app_key ORDER BY id
""")


async def insert(tx: Tx, connect: Connect, app_key: str, now: datetime) -> Shop:
    """Add the shop; Conflict when the channel has one of that name."""
    row = {
        "channel": connect.channel,
        "name": connect.name,
        "region": connect.region,
        "base_url": connect.base_url,
        "oauth_url": connect.oauth_url,
        "app_key": app_key,
        "poll_every": connect.poll_every,
        "settings": orjson.dumps(dict(connect.settings)).decode(),
        "now": now,
    }
    try:
        async with tx.begin_nested():
            return _shop((await tx.execute(INSERT, row)).mappings().one())
    except IntegrityError:
        raise Conflict(Refusal("name_taken", "this channel has a shop of that name")) from None


async def get_many(
    tx: Tx, ids: Collection[int] | None = None, states: Collection[str] | None = None
) -> list[Shop]:
    """Shops by id and state (None: all), oldest first."""
    wanted: dict[str, Any] = {}
    conditions = ["true"]  # only those there are: one plan serves each of the four forms
    if ids is not None:
        conditions.append("id = ANY(:ids)")
        wanted["ids"] = list(ids)
    if states is not None:
        conditions.append("state = ANY(:states)")
        wanted["states"] = list(states)
    found = text(f"SELECT {COLUMNS} FROM shops WHERE {' AND '.join(conditions)} ORDER BY id")
    return [_shop(row) for row in (await tx.execute(found, wanted)).mappings()]


async def lock(tx: Tx, shop_id: int) -> Shop:
    """The shop, held until `tx` ends; NotFound."""
    row = (await tx.execute(LOCK, {"id": shop_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such shop")
    return _shop(row)


async def save(tx: Tx, shop_id: int, fields: dict[str, Any], now: datetime) -> Shop:
    """Set some of `CHANGEABLE`; Conflict when the new name is taken."""
    values = {name: value for name, value in fields.items() if name in CHANGEABLE}
    if "settings" in values:
        values["settings"] = orjson.dumps(values["settings"]).decode()
    sets = ", ".join(
        f"{name} = cast(:{name} AS jsonb)" if name == "settings" else f"{name} = :{name}"
        for name in sorted(values)
    )
    change = text(f"""
        UPDATE shops SET {sets + ", " if sets else ""} updated_at = :now, version = version + 1
        WHERE id = :id RETURNING {COLUMNS}
    """)
    try:
        async with tx.begin_nested():
            found = await tx.execute(change, {**values, "id": shop_id, "now": now})
    except IntegrityError:
        raise Conflict(Refusal("name_taken", "this channel has a shop of that name")) from None
    return _shop(found.mappings().one())


async def set_state(tx: Tx, ids: Collection[int], state: ShopState, now: datetime) -> list[Shop]:
    """Bring shops into `state`; returns those that were in another one."""
    found = await tx.execute(SET_STATE, {"ids": list(ids), "state": state, "now": now})
    return [_shop(row) for row in found.mappings()]


async def mark_good(tx: Tx, shop_id: int, freed: Collection[int], at: datetime) -> None:
    """The channel answered the shop well at `at`: the trouble of `freed` is over."""
    await tx.execute(GOOD, {"id": shop_id, "ids": list(freed), "at": at})


async def mark_trouble(
    tx: Tx, ids: Collection[int], code: str, message: str, now: datetime
) -> None:
    """Remember what went wrong; `since` stays while it is the same."""
    row = {"ids": list(ids), "code": code, "message": message, "now": now}
    await tx.execute(TROUBLED, row)


async def note_account(tx: Tx, shop_id: int, account_no: str) -> None:
    """The channel told its own number of the account."""
    await tx.execute(ACCOUNT, {"id": shop_id, "no": account_no})


async def of_app(tx: Tx, channel: str, app_key: str) -> list[Shop]:
    """All shops under one app key of a channel, oldest first."""
    found = await tx.execute(OF_APP, {"channel": channel, "app_key": app_key})
    return [_shop(row) for row in found.mappings()]


async def of_account(tx: Tx, channel: str, base_url: str | None, account_no: str) -> int | None:
    """The shop that is known to be this account of the channel."""
    asked = {"channel": channel, "base_url": base_url, "no": account_no}
    return (await tx.execute(OF_ACCOUNT, asked)).scalar_one_or_none()


async def name_is_taken(tx: Tx, channel: str, name: str) -> bool:
    """Whether the channel has a shop of that name."""
    found = await tx.execute(
        text("SELECT 1 FROM shops WHERE channel = :channel AND name = :name"),
        {"channel": channel, "name": name},
    )
    return found.scalar_one_or_none() is not None


async def lock_app(tx: Tx, shop: Shop) -> Sequence[int]:
    """Ids of the working shops with the same app key, and this one; held until `tx` ends."""
    which = {"id": shop.id, "channel": shop.channel, "app_key": shop.app_key}
    return (await tx.execute(SAME_APP, which)).scalars().all()


def _shop(row: RowMapping) -> Shop:
    trouble = None
    if row["error_code"] is not None:
        trouble = Trouble(row["error_code"], row["error_message"], row["error_since"])
    return Shop(
        id=ShopId(row["id"]),
        channel=ChannelCode(row["channel"]),
        name=row["name"],
        region=row["region"],
        state=ShopState(row["state"]),
        base_url=row["base_url"],
        oauth_url=row["oauth_url"],
        app_key=row["app_key"],
        poll_every=row["poll_every"],
        settings=row["settings"],
        last_good_at=row["last_good_at"],
        trouble=trouble,
        created_at=row["created_at"],
        version=row["version"],
        account_no=row["account_no"],
    )
