"""Events leave by the outbox: written in the transaction of the change they tell of."""

from zlib import crc32

from orderhub.infra.db import Tx
from orderhub.infra.notices import notify
from orderhub.kernel.events import Event

SHARDS = 16
CHANNEL = "orderhub_outbox"
RELAY = "relay"  # who holds (this, shard) carries the rows of the shard
# Shards that have rows.
WAITING = """
    SELECT shard FROM generate_series(0, :shards - 1) AS s (shard)
    WHERE EXISTS (SELECT 1 FROM outbox WHERE outbox.shard = s.shard)
"""
APPEND = """
    INSERT INTO outbox (shard, topic, key, version, occurred_at, data)
    SELECT * FROM jsonb_to_recordset({records}) AS e (shard smallint, topic text,
        key text, version bigint, occurred_at timestamptz, data jsonb)
"""


def shard_of(key: str) -> int:
    """The shard of an aggregate: its events leave through this one, in order."""
    return crc32(key.encode()) % SHARDS


def append(tx: Tx, *events: Event) -> None:
    """Write `events` when `tx` commits; they are published afterwards, at least once.

    Call it while the aggregate's row is locked by `tx`, so that its versions enter in order.
    """
    if events:
        records = [
            {
                "shard": shard_of(event.key),
                "topic": event.topic,
                "key": event.key,
                "version": event.version,
                "occurred_at": event.occurred_at,
                "data": event.data,
            }
            for event in events
        ]
        tx.write_last(APPEND, records)
        wake(tx)


def wake(tx: Tx) -> None:
    """Tell the relay at commit that there are rows."""
    notify(tx, CHANNEL)
