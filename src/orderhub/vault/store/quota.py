"""Reveals counted by actor and day."""

from datetime import date

from sqlalchemy import text

from orderhub.infra.db import Tx

USE_QUOTA = text("""
    INSERT INTO reveal_days AS d (actor, day, used) SELECT :actor, :day, 1 WHERE :limit > 0
    ON CONFLICT (actor, day) DO UPDATE SET used = d.used + 1 WHERE d.used < :limit
    RETURNING used
""")
READ_QUOTA = text("SELECT used FROM reveal_days WHERE actor = :actor AND day = :day")


async def use_quota(tx: Tx, actor: str, day: date, limit: int) -> int | None:
    """Count one reveal; how many are used now, None when the day's are used up."""
    given = {"actor": actor, "day": day, "limit": limit}
    return (await tx.execute(USE_QUOTA, given)).scalar_one_or_none()


async def read_quota(tx: Tx, actor: str, day: date) -> int:
    """Reveals used on that day."""
    used = (await tx.execute(READ_QUOTA, {"actor": actor, "day": day})).scalar_one_or_none()
    return used or 0
