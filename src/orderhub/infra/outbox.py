"""Events leave by the outbox: written in the transaction of the change they tell of."""

from typing import Any
from zlib import crc32

from sqlalchemy import text

from orderhub.infra.db import Tx, copy
from orderhub.kernel.events import Event

SHARDS = 16
CHANNEL = "orderhub_outbox"
COLUMNS = ("shard", "topic", "key", "version", "occurred_at", "data")


def shard_of(key: str) -> int:
    """The shard of an aggregate: its events leave through this one, in order."""
    return crc32(key.encode()) % SHARDS


def row(event: Event) -> tuple[Any, ...]:
    """One outbox row in the order of `COLUMNS`, for a COPY."""
    return (
        shard_of(event.key),
        event.topic,
        event.key,
        event.version,
        event.occurred_at,
        event.data,
    )


async def append(tx: Tx, *events: Event) -> None:
    """Write `events` with `tx`; they are published after its commit, at least once.

    Call it while the aggregate's row is locked by `tx`, so that its versions enter in order.
    """
    if events:
        await copy(tx, "outbox", COLUMNS, map(row, events))
        await wake(tx)


async def wake(tx: Tx) -> None:
    """Tell the relay at commit that there are rows (once per transaction is enough)."""
    await tx.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})
