"""One holder per shard: advisory locks of the database, which die with their session."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from zlib import crc32

from sqlalchemy import text

from orderhub.infra.db import RawConnection, Tx


def lock_class(name: str) -> int:
    """A signed 32-bit class of locks for `name`."""
    return crc32(name.encode()) - 2**31


@asynccontextmanager
async def shard_held(session: RawConnection, name: str, shard: int) -> AsyncGenerator[bool, None]:
    """Hold (name, shard) on this session while in the block; False when another session has it."""
    key = (lock_class(name), shard)
    found = await session.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
    held = bool((await found.fetchone() or (False,))[0])
    try:
        yield held
    finally:
        if held and not session.closed:
            await session.execute("SELECT pg_advisory_unlock(%s, %s)", key)


async def hold_shard(tx: Tx, name: str, shard: int) -> bool:
    """Hold (name, shard) until `tx` ends; False when another has it."""
    found = await tx.execute(
        text("SELECT pg_try_advisory_xact_lock(:c, :s)"), {"c": lock_class(name), "s": shard}
    )
    return bool(found.scalar_one())


async def wait_for_shard(tx: Tx, name: str, shard: int) -> None:
    """Hold (name, shard) until `tx` ends, after whoever holds it now."""
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(:c, :s)"), {"c": lock_class(name), "s": shard}
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
