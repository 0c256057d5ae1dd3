"""The account at the tracking service with its sealed key and salt, and its daily budget."""

import secrets
from datetime import date, datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.tracking import Account, NewAccount
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx

GET = text("""
    SELECT base_url, callback_url, customer, daily_budget, query_budget, changed_at, wrapped_key,
        sealed, CASE WHEN used_on = :today THEN used ELSE 0 END AS used_today,
        CASE WHEN queried_on = :today THEN queried ELSE 0 END AS queried_today
    FROM tracking_account
""")
PUT = text("""
    INSERT INTO tracking_account (singleton, base_url, callback_url, customer, daily_budget,
        query_budget, used, used_on, queried, queried_on, wrapped_key, sealed, changed_at)
    VALUES (true, :base_url, :callback_url, :customer, :daily_budget, :query_budget, 0, :today, 0,
        :today, :wrapped_key, :sealed, :now)
    ON CONFLICT (singleton) DO UPDATE SET base_url = excluded.base_url,
        callback_url = excluded.callback_url, customer = excluded.customer,
        daily_budget = excluded.daily_budget, query_budget = excluded.query_budget,
        wrapped_key = excluded.wrapped_key,
        sealed = excluded.sealed, changed_at = excluded.changed_at
""")
TAKE = text("""
    UPDATE tracking_account SET used = CASE WHEN used_on = :today THEN used + 1 ELSE 1 END,
        used_on = :today
    WHERE used_on <> :today OR used < daily_budget
""")
TAKE_QUERY = text("""
    UPDATE tracking_account SET queried = CASE WHEN queried_on = :today THEN queried + 1 ELSE 1 END,
        queried_on = :today
    WHERE query_budget > 0 AND (queried_on <> :today OR queried < query_budget)
""")
QUERIES_LEFT = text("""
    SELECT query_budget - CASE WHEN queried_on = :today THEN queried ELSE 0 END
    FROM tracking_account
""")
NONE_SET_UP = text("SELECT NOT EXISTS (SELECT 1 FROM tracking_account)")
PLACE = b"tracking_account"
SALT_BYTES = 12


async def get(tx: Tx, master: MasterKey, today: date) -> Account | None:
    """With key and salt in clear; None when nobody set one up. `today` as the service counts."""
    row = (await tx.execute(GET, {"today": today})).mappings().one_or_none()
    if row is None:
        return None
    told = {name: row[name] for name in row if name not in ("wrapped_key", "sealed")}
    opened = open_sealed(master.unwrap(row["wrapped_key"]), row["sealed"], PLACE)
    return Account(**told, **orjson.loads(opened))


async def put(tx: Tx, master: MasterKey, new: NewAccount, today: date, now: datetime) -> None:
    """Keep it in the place of the one before; the salt stays as it was."""
    before = await get(tx, master, today)
    salt = secrets.token_hex(SALT_BYTES) if before is None else before.salt
    data_key = new_data_key()
    row = {
        "base_url": new.base_url,
        "callback_url": new.callback_url,
        "customer": new.customer,
        "daily_budget": new.daily_budget,
        "query_budget": new.query_budget,
        "wrapped_key": master.wrap(data_key),
        "sealed": seal(data_key, 1, orjson.dumps({"key": new.key, "salt": salt}), PLACE),
        "today": today,
        "now": now,
    }
    await tx.execute(PUT, row)


async def take_one(tx: Tx, today: date) -> bool:
    """Use one asking of today's budget; False when it is used up."""
    return (await tx.execute(TAKE, {"today": today})).rowcount == 1


async def take_query(tx: Tx, today: date) -> bool:
    """Use one query of today's budget; False when it is used up."""
    return (await tx.execute(TAKE_QUERY, {"today": today})).rowcount == 1


async def queries_left(tx: Tx, today: date) -> int:
    """How many routes may still be asked for today; 0 while nobody set tracking up."""
    left = (await tx.execute(QUERIES_LEFT, {"today": today})).scalar_one_or_none()
    return max(0, left or 0)


async def none_set_up(tx: Tx) -> bool:
    """No parcel is followed."""
    return bool((await tx.execute(NONE_SET_UP)).scalar_one())
