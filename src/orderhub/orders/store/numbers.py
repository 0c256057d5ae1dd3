"""Internal numbers (系统单号): ORD-YYYYMMDD-NNNNN, by the order's day in Shanghai.

A block is claimed in a transaction of its own, so that writers of one day never wait for each
other's commit; numbers of a block that a process did not use are skipped for good.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy.engine import Engine

from orderhub.infra.db import Tx
from orderhub.kernel.instants import CHINA

BLOCK = 200
AHEAD = 5  # so many batches of the same size: a claim costs a connection

_CLAIM = """
    INSERT INTO order_numbers AS n (day, next)
    SELECT day, 1 + amount FROM unnest(%s::date[], %s::int[]) AS want (day, amount)
    ON CONFLICT (day) DO UPDATE SET next = n.next + excluded.next - 1
    RETURNING day, next
"""

_blocks: WeakKeyDictionary[Engine, dict[date, range]] = WeakKeyDictionary()


async def take_numbers(tx: Tx, placed: Iterable[datetime]) -> list[str]:
    """One fresh number for each instant, in the same order."""
    days = [instant.astimezone(CHINA).date() for instant in placed]
    blocks = _blocks.setdefault(tx.engine.sync_engine, {})
    wanted = Counter(days)
    # Others of this process take from the blocks while one waits for its own.
    while short := {d: n for d, n in sorted(wanted.items()) if len(blocks.get(d, ())) < n}:
        await _claim(tx, blocks, short)
    numbers: list[str] = []
    stamps = {day: day.strftime("%Y%m%d") for day in wanted}
    for day in days:
        block = blocks[day]
        numbers.append(f"ORD-{stamps[day]}-{block[0]:05d}")
        blocks[day] = block[1:]
    return numbers


async def _claim(tx: Tx, blocks: dict[date, range], short: dict[date, int]) -> None:
    amounts = [max(BLOCK, AHEAD * n) for n in short.values()]
    url = tx.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        claimed = await connection.execute(_CLAIM, (list(short), amounts))
        ends: dict[date, int] = dict(await claimed.fetchall())
    for (day, _), amount in zip(short.items(), amounts, strict=True):
        blocks[day] = range(ends[day] - amount, ends[day])
