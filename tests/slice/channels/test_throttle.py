"""Token buckets: shared, exact under contention, with a reserve; halved by throttling, grown again
slowly; a day's quota is parked until the channel's next day."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import text

from orderhub.channels.store import buckets
from orderhub.channels.store.buckets import Taken, Terms
from orderhub.infra.db import Database

WHICH = ("any", "app", "list")
SLOW, TOKEN_S, RESERVE_S = 0.0125, 100, 400
"""A full rate at which tokens and those of the reserve come so seldom that it makes no difference
how quick this machine is."""


async def ask(
    db: Database, full: float = 10, longest_s: float = 10_000, *, valuable: bool = False
) -> Taken:
    terms = Terms(full=full, longest_s=longest_s, valuable=valuable)
    return await buckets.take(db, *WHICH, terms)


async def take(db: Database, full: float = 10, *, valuable: bool = False) -> float:
    taken = await ask(db, full, valuable=valuable)
    assert taken.granted
    return taken.wait_s


async def bucket(db: Database) -> Any:
    async with db.transaction() as tx:
        return (await tx.execute(text("SELECT * FROM token_buckets"))).one()


async def age(db: Database, seconds: float) -> None:
    """Let time pass for the bucket."""
    async with db.transaction() as tx:
        await tx.execute(
            text("""UPDATE token_buckets SET filled_at = filled_at - :s,
                closed_until = closed_until - :s"""),
            {"s": timedelta(seconds=seconds)},
        )


async def set_day(db: Database, sets: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(text(f"UPDATE token_buckets SET {sets}"))


async def test_a_full_bucket_gives_at_once_and_then_tells_how_long_to_wait(db: Database) -> None:
    assert await take(db, full=SLOW) == 0
    first, second = await take(db, full=SLOW), await take(db, full=SLOW)
    assert 0 < first <= TOKEN_S < second <= 2 * TOKEN_S


async def test_takers_at_the_same_time_never_share_a_token(db: Database) -> None:
    told = sorted(await asyncio.gather(*(take(db, full=SLOW) for _ in range(20))))
    assert told[-1] > 15 * TOKEN_S
    assert all(later - earlier > TOKEN_S / 2 for earlier, later in pairwise(told[1:]))


async def test_whoever_would_wait_too_long_takes_nothing(db: Database) -> None:
    await take(db, full=0.1)
    for _ in range(2):
        assert not (await ask(db, full=0.1, longest_s=1)).granted
    assert await take(db, full=0.1) <= 12.5


async def test_the_reserve_is_there_for_valuable_calls_when_all_else_waits(db: Database) -> None:
    waits = [await take(db, full=SLOW) for _ in range(6)]
    assert waits[-1] > RESERVE_S
    assert await take(db, full=SLOW, valuable=True) == 0
    assert 0 < await take(db, full=SLOW, valuable=True) <= RESERVE_S
    assert await take(db, full=SLOW) > RESERVE_S


async def test_throttling_halves_the_rate_closes_the_bucket_and_it_grows_slowly(
    db: Database,
) -> None:
    await take(db, full=16)
    for expected in (8, 4):
        await buckets.halve(db, *WHICH, full=16, closed_for=timedelta(seconds=30))
        assert (await bucket(db)).rate == expected
    assert await take(db, full=16) > 25
    await age(db, 60)
    assert await take(db, full=16) == 0
    assert 4 < (await bucket(db)).rate < 16
    await age(db, 600)
    await take(db, full=16)
    assert (await bucket(db)).rate == 16


async def test_a_days_quota_that_is_used_up_parks_all_but_valuable_calls_until_the_next_day(
    db: Database,
) -> None:
    for _ in range(3):
        await take(db)
    await buckets.use_up(db, *WHICH, full=10, closed_for=timedelta())
    parked = await ask(db)
    assert not parked.granted
    assert 0 < parked.day_s <= 86_400
    assert await take(db, valuable=True) == 0
    await set_day(db, "day = day - 1, limit_to = limit_to - 1")
    assert (await ask(db)).granted  # The day was not counted from its beginning: nothing is known.


async def test_a_quota_learnt_over_a_whole_day_keeps_a_fifth_for_valuable_calls(
    db: Database,
) -> None:
    await take(db)
    await set_day(db, "day = day - 1")
    await take(db)
    await set_day(db, "used = 100")
    await buckets.use_up(db, *WHICH, full=10, closed_for=timedelta())
    await set_day(db, "day = day - 1, limit_to = limit_to - 1")
    await take(db)
    await set_day(db, "used = 79")
    assert (await ask(db)).granted
    assert not (await ask(db)).granted
    assert (await ask(db, valuable=True)).granted


async def test_a_token_of_a_known_bucket_costs_one_statement(db: Database) -> None:
    await take(db)
    calls = text("SELECT sum(calls) FROM statements")
    async with db.transaction() as tx:
        await tx.execute(text("CREATE TABLE statements (calls integer)"))
        await tx.execute(
            text("""CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO statements VALUES (1); RETURN NULL; END $$""")
        )
        await tx.execute(
            text("""CREATE TRIGGER counting AFTER INSERT OR UPDATE OR DELETE ON token_buckets
                FOR EACH STATEMENT EXECUTE FUNCTION counted()""")
        )
    for _ in range(5):
        await take(db)
    async with db.transaction() as tx:
        assert (await tx.execute(calls)).scalar_one() == 5
