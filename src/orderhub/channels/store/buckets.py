"""Token buckets (channel, app key, API) in the database, shared by all processes.

A bucket has two lanes: four fifths of the rate for all, one fifth kept for what is most valuable.
A day's quota is learnt from the channel's own refusal. The circuit (熔断) stands in the same row,
so that a call costs one statement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra.db import Database, Tx

LOWEST = 0.05  # calls per second
REGROWTH = 0.005  # of the full rate, per second
RESERVE = 0.2
DAY_ZONE = "Asia/Shanghai"  # where the channels' days begin
LIMIT_GOOD_FOR = 7  # days; then the day's quota is learnt anew

# A token is taken at once and may be owed: the answer says how long to wait for it. Whoever would
# wait longer than `longest` takes nothing. The times are read once the row is held.
TAKE = text(f"""
    WITH held AS MATERIALIZED (
        SELECT * FROM token_buckets
        WHERE channel = :channel AND app_key = :app_key AND api = :api FOR UPDATE
    ), timed AS MATERIALIZED (
        SELECT held.*, at, greatest(extract(epoch FROM at - filled_at), 0) AS past_s,
            (at AT TIME ZONE '{DAY_ZONE}')::date AS today
        FROM held, LATERAL (SELECT clock_timestamp() AS at) AS clock
    ), filled AS MATERIALIZED (
        SELECT *,
            least(greatest(rate * (1 - {RESERVE}), 1), tokens + rate * (1 - {RESERVE}) * past_s)
                AS tokens_now,
            least(greatest(rate * {RESERVE}, 1), reserve + rate * {RESERVE} * past_s)
                AS reserve_now,
            CASE WHEN day = today THEN used ELSE 0 END AS used_now,
            CASE WHEN today <= limit_to THEN day_limit END AS limit_now
        FROM timed
    ), waits AS MATERIALIZED (
        SELECT *,
            greatest(1 - tokens_now, 0) / (rate * (1 - {RESERVE})) AS tokens_s,
            CASE WHEN :valuable THEN greatest(1 - reserve_now, 0) / (rate * {RESERVE}) END
                AS reserve_s,
            greatest(extract(epoch FROM closed_until - at), 0) AS closed_s,
            CASE WHEN NOT :valuable AND used_now >= limit_now * (1 - {RESERVE})
                THEN extract(epoch FROM (today + 1)::timestamp AT TIME ZONE '{DAY_ZONE}' - at)
                ELSE 0 END AS day_s,
            CASE WHEN opened_at IS NULL THEN 0
                ELSE greatest(extract(epoch FROM probe_at - at), 0) END AS circuit_s
        FROM filled
    ), judged AS MATERIALIZED (
        SELECT *, closed_s + least(tokens_s, reserve_s) AS wait_s, reserve_s < tokens_s AS reserved,
            day_s = 0 AND circuit_s = 0 AND closed_s + least(tokens_s, reserve_s) <= :longest
                AS granted
        FROM waits
    )
    UPDATE token_buckets AS b SET
        tokens = j.tokens_now - (j.granted AND j.reserved IS NOT TRUE)::integer,
        reserve = j.reserve_now - (j.granted AND j.reserved IS TRUE)::integer,
        rate = least(:full, j.rate + :full * {REGROWTH} * j.past_s),
        filled_at = j.at,
        day = j.today,
        used = j.used_now + j.granted::integer,
        whole_day = j.day < j.today OR j.whole_day,
        probe_at = CASE WHEN j.granted THEN j.at + :probe_for ELSE j.probe_at END
    FROM judged AS j
    WHERE b.channel = j.channel AND b.app_key = j.app_key AND b.api = j.api
    RETURNING j.granted, j.wait_s, j.day_s, j.circuit_s, j.opened_at,
        j.failures > 0 OR coalesce(j.used_now >= j.limit_now, false) AS doubted
""")
OPEN = text(f"""
    INSERT INTO token_buckets (channel, app_key, api, rate, tokens, reserve, filled_at, day)
    VALUES (:channel, :app_key, :api, :full, greatest(:full * (1 - {RESERVE}), 1),
        greatest(:full * {RESERVE}, 1), clock_timestamp(),
        (clock_timestamp() AT TIME ZONE '{DAY_ZONE}')::date)
    ON CONFLICT DO NOTHING
""")
HALVE = text("""
    UPDATE token_buckets SET
        rate = greatest(rate / 2, :lowest), tokens = least(tokens, 0), reserve = least(reserve, 0),
        filled_at = clock_timestamp(),
        closed_until = greatest(closed_until, clock_timestamp() + :closed)
    WHERE channel = :channel AND app_key = :app_key AND api = :api
""")
USED_UP = text("""
    UPDATE token_buckets SET day_limit = used,
        limit_to = day + CASE WHEN whole_day THEN cast(:good_for AS integer) ELSE 0 END,
        closed_until = greatest(closed_until, clock_timestamp() + :closed)
    WHERE channel = :channel AND app_key = :app_key AND api = :api
""")

STATE = text("""
    SELECT api, rate, extract(epoch FROM clock_timestamp() - filled_at) AS past_s,
        greatest(closed_until, CASE WHEN opened_at IS NOT NULL THEN probe_at END) AS closed_until
    FROM token_buckets WHERE channel = :channel AND app_key = :app_key
""")


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of the full rate of one API (0..1), and until when it is closed, if it is."""

    share: float
    closed_until: datetime | None


async def quotas(
    tx: Tx, channel: str, app_key: str, full_of: Callable[[str], float]
) -> dict[str, Quota]:
    """API → what the channel lets the app call of it now, of the rate `full_of` it; APIs never
    called are absent. An open circuit is closed to calls until its next probe."""
    found = await tx.execute(STATE, {"channel": channel, "app_key": app_key})
    return {
        row.api: Quota(
            min(row.rate / full_of(row.api) + REGROWTH * float(row.past_s), 1.0), row.closed_until
        )
        for row in found
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The answer to a wish for a token: `wait_s` before the call, or for the next try when not
    `granted`; `day_s` to the next day when the quota is used up, `circuit_s` to the next probe.
    `doubted`: a good answer is news, tell it."""

    granted: bool
    wait_s: float
    day_s: float
    circuit_s: float
    opened_at: datetime | None
    doubted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`full` calls per second when the channel is content; nobody waits longer than `longest_s`;
    `valuable` may use the reserve; a probe of an open circuit has `probe_for` to answer."""

    full: float
    longest_s: float
    valuable: bool = False
    probe_for: timedelta = timedelta(seconds=30)


async def take(db: Database, channel: str, app_key: str, api: str, terms: Terms) -> Taken:
    """Take one token, in one statement where the bucket is known."""
    asked = {
        "channel": channel,
        "app_key": app_key,
        "api": api,
        "full": terms.full,
        "longest": terms.longest_s,
        "valuable": terms.valuable,
        "probe_for": terms.probe_for,
    }
    async with db.autocommit() as tx:
        row = (await tx.execute(TAKE, asked)).one_or_none()
        if row is None:
            await tx.execute(OPEN, asked)
            row = (await tx.execute(TAKE, asked)).one()
    return Taken(
        granted=row.granted,
        wait_s=float(row.wait_s),
        day_s=float(row.day_s),
        circuit_s=float(row.circuit_s),
        opened_at=row.opened_at,
        doubted=row.doubted,
    )


async def halve(
    db: Database, channel: str, app_key: str, api: str, *, full: float, closed_for: timedelta
) -> None:
    """The channel throttled us: half the rate from now on, and no call for `closed_for`."""
    row = {"channel": channel, "app_key": app_key, "api": api, "full": full}
    async with db.transaction() as tx:
        await tx.execute(OPEN, row)
        await tx.execute(HALVE, {**row, "lowest": LOWEST, "closed": closed_for})


async def use_up(
    db: Database, channel: str, app_key: str, api: str, *, full: float, closed_for: timedelta
) -> None:
    """The channel said that the day's quota is used up: what was used is the quota, today and, when
    the whole day was counted, on the days to come. The reserve is tried after `closed_for`."""
    row = {"channel": channel, "app_key": app_key, "api": api, "full": full}
    async with db.transaction() as tx:
        await tx.execute(OPEN, row)
        await tx.execute(USED_UP, {**row, "good_for": LIMIT_GOOD_FOR, "closed": closed_for})
