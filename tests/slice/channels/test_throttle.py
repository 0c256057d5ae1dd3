"""Token buckets: shared, exact under contention, halved by throttling, grown again slowly."""

import asyncio
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import text

from orderhub.channels.store import buckets
from orderhub.infra.db import Database

WHICH = ("any", "app", "list")


async def take(db: Database, full: float = 10, longest_s: float = 100) -> float | None:
    return await buckets.take(db, *WHICH, full=full, longest_s=longest_s)


async def rate(db: Database) -> float:
    async with db.transaction() as tx:
        return float((await tx.execute(text("SELECT rate FROM token_buckets"))).scalar_one())


async def age(db: Database, seconds: float) -> None:
    """Let time pass for the bucket."""
    async with db.transaction() as tx:
        await tx.execute(
            text("""UPDATE token_buckets SET filled_at = filled_at - :s,
                closed_until = closed_until - :s"""),
            {"s": timedelta(seconds=seconds)},
        )


async def test_a_full_bucket_gives_at_once_and_then_tells_how_long_to_wait(db: Database) -> None:
    assert await take(db, full=1) == 0
    first, second = await take(db, full=1), await take(db, full=1)
    assert first is not None
    assert second is not None
    assert 0 < first <= 1 < second <= 2


async def test_takers_at_the_same_time_never_share_a_token(db: Database) -> None:
    waits = await asyncio.gather(*(take(db, full=1) for _ in range(20)))
    told = sorted(wait for wait in waits if wait is not None)
    assert len(told) == 20
    assert told[-1] > 15
    assert all(later - earlier > 0.5 for earlier, later in pairwise(told[1:]))


async def test_whoever_would_wait_too_long_takes_nothing(db: Database) -> None:
    await take(db, full=0.1)
    assert await take(db, full=0.1, longest_s=1) is None
    assert await take(db, full=0.1, longest_s=1) is None
    wait = await take(db, full=0.1)
    assert wait is not None
    assert wait <= 10


async def test_throttling_halves_the_rate_closes_the_bucket_and_it_grows_slowly(
    db: Database,
) -> None:
    await take(db, full=16)
    for expected in (8, 4):
        await buckets.halve(db, *WHICH, full=16, closed_for=timedelta(seconds=30))
        assert await rate(db) == expected
    wait = await take(db, full=16)
    assert wait is not None
    assert wait > 25
    await age(db, 60)
    assert await take(db, full=16) == 0
    assert 4 < await rate(db) < 16
    await age(db, 600)
    await take(db, full=16)
    assert await rate(db) == 16
