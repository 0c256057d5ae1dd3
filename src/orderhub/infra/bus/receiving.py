"""Messages off a broker: handled, or kept in PostgreSQL, before the broker may forget them.

A message that must wait goes to `bus_messages`, the later ones of its key behind it, and
`LocalBus` delivers them from there: the same retries, order and dead letters on every bus.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
import psycopg
from sqlalchemy import text

from orderhub.infra import inbox
from orderhub.infra.bus import InTransaction, Message, Outside, Subscription
from orderhub.infra.bus.delivery import handle_all, handled, set_aside
from orderhub.infra.bus.local import CHANNEL
from orderhub.infra.db import Database, RawConnection, Tx, is_infra
from orderhub.infra.notices import notify
from orderhub.infra.outbox import shard_of
from orderhub.infra.shards import shard_awaited, wait_for_shards
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError

RECOVER_S = 1.0
WAITING_KEYS = text("""
SELECT DISTINCT key FROM bus_messages
WHERE consumer = :consumer AND shard = ANY(:shards) AND key = ANY(:keys)
""")
DEAD = text(
    "SELECT event_id FROM dead_letters WHERE consumer = :consumer AND event_id = ANY(:event_ids)"
)
KEEP = text("""
INSERT INTO bus_messages (consumer, shard, event_id, topic, key, version, occurred_at, data)
VALUES (:consumer, :shard, :event_id, :topic, :key, :version, :occurred_at, cast(:data AS jsonb))
ON CONFLICT (consumer, event_id) DO NOTHING
RETURNING id, event_id, topic, attempts, now() AS asked_at
""")


async def receive_until_done(
    db: Database, subscription: Subscription, messages: Sequence[Message], stop: asyncio.Event
) -> bool:
    """Receive `messages`, waiting for the database as long as needed; False when stopped."""
    while not stop.is_set():
        try:
            await receive(db, subscription, messages)
        except (InfraError, psycopg.Error) as error:
            log.warning("bus.waits", consumer=subscription.consumer, error=type(error).__name__)
            await pause(stop, RECOVER_S)
        else:
            return True
    return False


async def receive(db: Database, subscription: Subscription, messages: Sequence[Message]) -> None:
    """Returns when each is handled, known, or kept to be handled later."""
    wanted = [message for message in messages if message.topic in subscription.topics]
    if not wanted:
        return
    if isinstance(subscription, InTransaction):
        await _in_transaction(db, subscription, wanted)
        return
    shards: dict[int, list[Message]] = defaultdict(list)
    for message in wanted:
        shards[shard_of(message.key)].append(message)
    async with db.psycopg() as session:
        for shard, group in shards.items():
            await _outside(db, session, subscription, (shard, group))


async def _in_transaction(
    db: Database, subscription: InTransaction, messages: list[Message]
) -> None:
    """All shards of a batch in one transaction: by shard, a broker's batch fell into as many."""
    consumer = subscription.consumer
    async with db.transaction() as tx:
        shards = {shard_of(message.key) for message in messages}
        await wait_for_shards(tx, f"consumer:{consumer}", shards)
        if await subscription.is_idle(tx):
            return
        waiting = await _waiting_keys(tx, consumer, messages)
        messages = await _not_dead(tx, consumer, messages)
        if not waiting and await handle_all(tx, subscription, messages):
            return
        for message in messages:
            if message.key in waiting:
                await _keep(tx, consumer, message)
                continue
            try:
                async with tx.begin_nested():
                    if await inbox.first_time(tx, consumer, message.id):
                        await subscription.handler([message], tx)
            except Exception as error:
                if is_infra(error):  # not the message's fault
                    raise
                await _put_aside(tx, consumer, message, error)
                waiting.add(message.key)


async def _outside(
    db: Database,
    session: RawConnection,
    subscription: Outside,
    part: tuple[int, list[Message]],
) -> None:
    shard, messages = part
    consumer = subscription.consumer
    async with shard_awaited(session, f"consumer:{consumer}", shard):
        async with db.transaction() as tx:
            waiting = await _waiting_keys(tx, consumer, messages)
            messages = await _not_dead(tx, consumer, messages)
        for message in messages:
            if message.key in waiting:
                async with db.transaction() as tx:
                    await _keep(tx, consumer, message)
            elif not await _handle_one(db, subscription, message):
                waiting.add(message.key)


async def _handle_one(db: Database, subscription: Outside, message: Message) -> bool:
    consumer = subscription.consumer
    if await handled(db, consumer, message.id):
        return True
    try:
        await subscription.handler(message)
    except Exception as error:  # noqa: BLE001 - the worker loop decides by disposition
        async with db.transaction() as tx:
            await _put_aside(tx, consumer, message, error)
        return False
    async with db.transaction() as tx:
        await inbox.first_time(tx, consumer, message.id)
    return True


async def _waiting_keys(tx: Tx, consumer: str, messages: Sequence[Message]) -> set[str]:
    keys = list({message.key for message in messages})
    shards = list({shard_of(key) for key in keys})
    found = await tx.execute(WAITING_KEYS, {"consumer": consumer, "shards": shards, "keys": keys})
    return set(found.scalars())


async def _not_dead(tx: Tx, consumer: str, messages: Sequence[Message]) -> list[Message]:
    """Each once, without those that a person has to look at already: a repeat changes nothing."""
    once = {message.id: message for message in messages}
    found = await tx.execute(DEAD, {"consumer": consumer, "event_ids": list(once)})
    for event_id in found.scalars():
        once.pop(event_id, None)
    return list(once.values())


async def _put_aside(tx: Tx, consumer: str, message: Message, error: Exception) -> None:
    row = await _keep(tx, consumer, message)
    if row is not None:
        await set_aside(tx, consumer, row, error)


async def _keep(tx: Tx, consumer: str, message: Message) -> Any:
    kept = await tx.execute(
        KEEP,
        {
            "consumer": consumer,
            "shard": shard_of(message.key),
            "event_id": message.id,
            "topic": message.topic,
            "key": message.key,
            "version": message.version,
            "occurred_at": message.occurred_at,
            "data": orjson.dumps(message.data).decode(),
        },
    )
    notify(tx, CHANNEL)
    return kept.one_or_none()
