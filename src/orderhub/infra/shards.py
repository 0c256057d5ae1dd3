"""One holder per shard: advisory locks of the database, which die with their session."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from zlib import crc32

from orderhub.infra.db import RawConnection


def lock_class(name: str) -> int:
    """A signed 32-bit class of locks for `name`."""
    return crc32(name.encode()) - 2**31


@asynccontextmanager
async def shards_held(
    session: RawConnection, name: str, shards: Sequence[int]
) -> AsyncGenerator[list[int], None]:
    """Hold those (name, shard) on this session, while in the block, that no other session has."""
    which = {"class": lock_class(name), "shards": list(shards)}
    found = await session.execute(
        "SELECT shard FROM unnest(%(shards)s::int[]) AS s (shard)"
        " WHERE pg_try_advisory_lock(%(class)s, shard)",
        which,
    )
    held = [int(shard) for (shard,) in await found.fetchall()]
    try:
        yield held
    finally:
        if held and not session.closed:
            await session.execute(
                "SELECT pg_advisory_unlock(%(class)s, shard)"
                " FROM unnest(%(shards)s::int[]) AS s (shard)",
                {**which, "shards": held},
            )


@asynccontextmanager
async def shard_awaited(session: RawConnection, name: str, shard: int) -> AsyncGenerator[None]:
    """Hold (name, shard) on this session while in the block, after whoever holds it now."""
    key = (lock_class(name), shard)
    await session.execute("SELECT pg_advisory_lock(%s, %s)", key)
    try:
        yield
    finally:
        if not session.closed:
            await session.execute("SELECT pg_advisory_unlock(%s, %s)", key)
