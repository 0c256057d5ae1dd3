"""From a broker's dead-letter queue to the one desk of dead letters (死信)."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import text

from orderhub.infra.bus import HUB, Subscription
from orderhub.infra.bus.envelope import opened
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import ContractViolation

UNREADABLE = "unreadable"
REASON_LENGTH = 300
# An unreadable message has no instant of its own: the day it was found stands for it.
# Who has it already does not need it, though the broker never heard that it arrived.
BURY = text("""
INSERT INTO dead_letters
    (consumer, event_id, topic, key, version, occurred_at, data, attempts, reason)
SELECT :consumer, :event_id, :topic, :key, :version,
    coalesce(cast(:occurred_at AS timestamptz), now()), cast(:data AS jsonb), :attempts, :reason
WHERE NOT EXISTS (
        SELECT 1 FROM dead_letters WHERE consumer = :consumer AND event_id = :event_id)
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE consumer = :consumer AND event_id = :event_id)
    AND NOT EXISTS (SELECT 1 FROM bus_messages WHERE consumer = :consumer AND event_id = :event_id)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpse:
    """A body that could not be taken, as its broker gave it up."""

    body: bytes
    attempts: int
    reason: str


async def bury(
    db: Database, corpses: Sequence[Corpse], subscriptions: Sequence[Subscription]
) -> None:
    """Put each on the desk, once for every consumer that it was for; what no CloudEvent is keeps
    its bytes, under `unreadable`."""
    async with db.transaction() as tx:
        for corpse in corpses:
            await _bury(tx, corpse, subscriptions)


async def _bury(tx: Tx, corpse: Corpse, subscriptions: Sequence[Subscription]) -> None:
    consumers = [HUB]
    try:
        message = opened(corpse.body)
    except ContractViolation as error:
        kept = {"base64": base64.b64encode(corpse.body).decode()}
        values = {
            "event_id": hashlib.sha256(corpse.body).hexdigest(),
            "topic": UNREADABLE,
            "key": UNREADABLE,
            "version": 0,
            "occurred_at": None,
            "data": orjson.dumps(kept).decode(),
            "reason": f"ContractViolation: {error}",
        }
    else:
        consumers = [s.consumer for s in subscriptions if message.topic in s.topics]
        values = {
            "event_id": message.id,
            "topic": message.topic,
            "key": message.key,
            "version": message.version,
            "occurred_at": message.occurred_at,
            "data": orjson.dumps(message.data).decode(),
            "reason": corpse.reason[:REASON_LENGTH],
        }
    for consumer in consumers:
        await tx.execute(BURY, {"consumer": consumer, "attempts": corpse.attempts, **values})
