"""Messages as the rows of a statement: all in one JSON text, unpacked in the database. Quoting JSON
within an array costs more than all the rest of such a statement (ADR 24)."""

from collections.abc import Sequence

import orjson

from orderhub.infra.bus import Message
from orderhub.infra.outbox import shard_of

# A FROM item `m` over the parameter `:messages`; `m.place` is the order in which they were given.
MESSAGES = """
ROWS FROM (jsonb_to_recordset(cast(:messages AS jsonb)) AS (shard smallint, id text, topic text,
    key text, version bigint, occurred_at timestamptz, data jsonb))
WITH ORDINALITY AS m (shard, id, topic, key, version, occurred_at, data, place)
"""


def records_of(messages: Sequence[Message]) -> str:
    """What `:messages` stands for."""
    records = [
        {
            "shard": shard_of(message.key),
            "id": message.id,
            "topic": message.topic,
            "key": message.key,
            "version": message.version,
            "occurred_at": message.occurred_at,
            "data": message.data,
        }
        for message in messages
    ]
    return orjson.dumps(records).decode()
