"""Events leave by the outbox: written in the transaction of the change they tell of."""

from zlib import crc32

import orjson

from orderhub.infra.db import Tx, copy_text
from orderhub.infra.notices import notify
from orderhub.kernel.events import Event
from orderhub.kernel.instants import iso

SHARDS = 16
CHANNEL = "orderhub_outbox"
RELAY = "relay"  # who holds (this, shard) carries the rows of the shard
COLUMNS = ("shard", "topic", "key", "version", "occurred_at", "data")


def shard_of(key: str) -> int:
    """The shard of an aggregate: its events leave through this one, in order."""
    return crc32(key.encode()) % SHARDS


def row(event: Event) -> bytes:
    """One outbox row as a line of COPY's text format, columns as `COLUMNS`."""
    data = orjson.dumps(event.data).replace(b"\\", b"\\\\")
    head = (
        f"{shard_of(event.key)}\t{event.topic}\t{event.key}\t{event.version}"
        f"\t{iso(event.occurred_at)}\t"
    )
    return b"%b%b\n" % (head.encode(), data)


async def append(tx: Tx, *events: Event) -> None:
    """Write `events` with `tx`; they are published after its commit, at least once.

    Call it while the aggregate's row is locked by `tx`, so that its versions enter in order.
    """
    if events:
        await copy_text(tx, "outbox", COLUMNS, (b"".join(map(row, events)),))
        wake(tx)


def wake(tx: Tx) -> None:
    """Tell the relay at commit that there are rows."""
    notify(tx, CHANNEL)
