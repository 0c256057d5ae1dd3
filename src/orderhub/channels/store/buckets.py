"""Token buckets (channel, app key, API) in the database, shared by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra.db import Database, Tx

LOWEST = 0.05  # calls per second
REGROWTH = 0.005  # of the full rate, per second

# A token is taken at once and may be owed: the answer says how long to wait for it. Whoever would
# wait longer than `longest` takes nothing.
TAKE = text("""
    UPDATE token_buckets SET
        tokens = least(greatest(rate, 1), tokens
            + rate * extract(epoch FROM clock_timestamp() - filled_at)) - 1,
        rate = least(:full, rate
            + :full * :regrowth * extract(epoch FROM clock_timestamp() - filled_at)),
        filled_at = clock_timestamp()
    WHERE channel = :channel AND app_key = :app_key AND api = :api
      AND greatest(extract(epoch FROM closed_until - clock_timestamp()), 0)
        + greatest(1 - tokens - rate * extract(epoch FROM clock_timestamp() - filled_at), 0) / rate
        <= :longest
    RETURNING greatest(extract(epoch FROM closed_until - clock_timestamp()), 0)
        + greatest(-tokens, 0) / rate
""")
OPEN = text("""
    INSERT INTO token_buckets (channel, app_key, api, rate, tokens, filled_at)
    VALUES (:channel, :app_key, :api, :full, greatest(:full, 1), clock_timestamp())
    ON CONFLICT DO NOTHING
""")
WAIT = text("""
    SELECT greatest(extract(epoch FROM coalesce(closed_until, now()) - now()), 0)
        + greatest(1 - tokens, 0) / rate
    FROM token_buckets WHERE channel = :channel AND app_key = :app_key AND api = :api
""")
HALVE = text("""
    INSERT INTO token_buckets AS b (channel, app_key, api, rate, tokens, filled_at, closed_until)
    VALUES (:channel, :app_key, :api, greatest(:full / 2, :lowest), 0, clock_timestamp(),
        clock_timestamp() + :closed)
    ON CONFLICT (channel, app_key, api) DO UPDATE SET
        rate = greatest(b.rate / 2, :lowest), tokens = least(b.tokens, 0),
        filled_at = clock_timestamp(),
        closed_until = greatest(b.closed_until, clock_timestamp() + :closed)
""")

STATE = text("""
    SELECT b.channel, b.app_key, b.api, b.closed_until, least(b.rate + :full * :regrowth
        * extract(epoch FROM clock_timestamp() - b.filled_at), :full) / :full AS share
    FROM token_buckets b WHERE b.channel = :channel AND b.app_key = :app_key
""")


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of the full rate of one API (0..1), and until when it is closed, if it is."""

    share: float
    closed_until: datetime | None


async def quotas(tx: Tx, channel: str, app_key: str, full: float) -> dict[str, Quota]:
    """API → what the channel lets the app call of it now; APIs never called are absent."""
    asked = {"channel": channel, "app_key": app_key, "full": full, "regrowth": REGROWTH}
    found = await tx.execute(STATE, asked)
    return {row.api: Quota(float(row.share), row.closed_until) for row in found}


async def take(
    db: Database, channel: str, app_key: str, api: str, *, full: float, longest_s: float
) -> float | None:
    """Take one token; seconds to wait for it, or None when that is more than `longest_s`."""
    which = {"channel": channel, "app_key": app_key, "api": api}
    terms = {**which, "full": full, "regrowth": REGROWTH, "longest": longest_s}
    async with db.transaction() as tx:
        wait = (await tx.execute(TAKE, terms)).scalar_one_or_none()
        if wait is None:
            await tx.execute(OPEN, {**which, "full": full})
            wait = (await tx.execute(TAKE, terms)).scalar_one_or_none()
    return None if wait is None else float(wait)


async def wait_of(db: Database, channel: str, app_key: str, api: str) -> float:
    """Seconds until the bucket gives its next token."""
    async with db.transaction() as tx:
        found = await tx.execute(WAIT, {"channel": channel, "app_key": app_key, "api": api})
    return float(found.scalar_one_or_none() or 0)


async def halve(
    db: Database, channel: str, app_key: str, api: str, *, full: float, closed_for: timedelta
) -> None:
    """The channel throttled us: half the rate from now on, and no call for `closed_for`."""
    row = {"channel": channel, "app_key": app_key, "api": api}
    async with db.transaction() as tx:
        await tx.execute(HALVE, {**row, "full": full, "lowest": LOWEST, "closed": closed_for})
