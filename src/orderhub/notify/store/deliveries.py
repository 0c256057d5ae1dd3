"""Deliveries: one row per message and person, which is what makes them at most once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.notify.model import Delivery, DeliveryState, Message, Severity

QUEUE = text("""
    INSERT INTO notify_deliveries (message_key, person, endpoint_id, message, state, tries, code,
        created_at, due_at, digest_id)
    VALUES (:key, :person, :endpoint_id, cast(:message AS jsonb), :state, 0, '', :now, :due_at,
        :digest_id)
    ON CONFLICT (message_key, person) DO NOTHING RETURNING id
""")
UNTOLD = text("""
    DELETE FROM notify_deliveries d WHERE message_key = :key AND (
        (state = 'queued' AND tries = 0)
        OR (state = 'digested' AND EXISTS (SELECT FROM notify_deliveries g
            WHERE g.id = d.digest_id AND g.state = 'queued' AND g.tries = 0)))
""")
LATELY = text("""
    SELECT count(*) FROM notify_deliveries
    WHERE person = :person AND created_at > :since AND state <> 'digested'
        AND message_key NOT LIKE 'digest:%'
""")
# The lock holds the digest back until what it takes in is there.
OPEN_DIGEST = text("""
    SELECT id FROM notify_deliveries
    WHERE message_key = :key AND person = :person AND state = 'queued' AND tries = 0 FOR UPDATE
""")
DIGESTED = text("SELECT message FROM notify_deliveries WHERE digest_id = :id ORDER BY id")
DROP = text("DELETE FROM notify_deliveries WHERE id = :id")
TOLD = text("""
    SELECT person, endpoint_id FROM notify_deliveries
    WHERE message_key = :key AND state <> 'failed' AND endpoint_id IS NOT NULL ORDER BY id
""")
SEVERITY = text("""
    SELECT message ->> 'severity' FROM notify_deliveries
    WHERE id = :id AND state = 'queued' FOR UPDATE
""")
PUT_OFF = text("UPDATE notify_deliveries SET due_at = :until WHERE id = :id")
BEGIN = text("""
    UPDATE notify_deliveries SET state = 'unknown', tries = tries + 1, code = ''
    WHERE id = :id AND state = 'queued' AND endpoint_id IS NOT NULL
    RETURNING endpoint_id, tries, message, created_at
""")
END = text("""
    UPDATE notify_deliveries SET state = :state, code = :code, due_at = :due_at,
        ended_at = :ended_at
    WHERE id = :id
""")
RECENT = text("""
    SELECT d.id, message_key, person, coalesce(e.name, '') AS endpoint,
        message ->> 'title_zh' AS title_zh, message ->> 'title_en' AS title_en,
        message ->> 'severity' AS severity, state, tries, code, created_at, due_at, ended_at
    FROM notify_deliveries d LEFT JOIN notify_endpoints e ON e.id = d.endpoint_id
    ORDER BY d.id DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Begun:
    """A delivery in hand: `tries` counts this one."""

    endpoint_id: int
    tries: int
    message: Message
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who hears of a message, and by what."""

    person: str
    endpoint_id: int


async def queue(
    tx: Tx,
    message: Message,
    to: Receiver,
    times: tuple[datetime, datetime],
    digest_id: int | None = None,
) -> int | None:
    """Its id; None when the person has this message already. `times`: now, and when it may go.
    With `digest_id` it is told by that digest."""
    row = {
        "key": message.key,
        "person": to.person,
        "endpoint_id": to.endpoint_id,
        "message": orjson.dumps(asdict(message)).decode(),
        "state": DeliveryState.QUEUED if digest_id is None else DeliveryState.DIGESTED,
        "now": times[0],
        "due_at": times[1],
        "digest_id": digest_id,
    }
    return (await tx.execute(QUEUE, row)).scalar_one_or_none()


async def lately(tx: Tx, person: str, since: datetime) -> int:
    """How many messages the person has had one by one since then."""
    return (await tx.execute(LATELY, {"person": person, "since": since})).scalar_one()


async def open_digest(tx: Tx, key: str, person: str) -> int | None:
    """The digest, locked, while it still takes messages in."""
    row = {"key": key, "person": person}
    return (await tx.execute(OPEN_DIGEST, row)).scalar_one_or_none()


async def digested(tx: Tx, digest_id: int) -> list[Message]:
    """What a digest tells of, oldest first."""
    return [_message(row.message) for row in await tx.execute(DIGESTED, {"id": digest_id})]


async def drop(tx: Tx, delivery_id: int) -> None:
    """Nothing is left to say."""
    await tx.execute(DROP, {"id": delivery_id})


async def forget_untold(tx: Tx, key: str) -> None:
    """What still waits for its first try is not said any more."""
    await tx.execute(UNTOLD, {"key": key})


async def told(tx: Tx, key: str) -> dict[str, int]:
    """Person → endpoint of those who were, or may have been, told."""
    return {row.person: row.endpoint_id for row in await tx.execute(TOLD, {"key": key})}


async def lock(tx: Tx, delivery_id: int) -> Severity | None:
    """How severe what waits is; None when it is not waiting any more."""
    found = (await tx.execute(SEVERITY, {"id": delivery_id})).scalar_one_or_none()
    return None if found is None else Severity(found)


async def put_off(tx: Tx, delivery_id: int, until: datetime) -> None:
    """It waits until then; no try was made."""
    await tx.execute(PUT_OFF, {"id": delivery_id, "until": until})


async def begin(tx: Tx, delivery_id: int) -> Begun | None:
    """Take it in hand: unknown until its end is known. None when it is not waiting any more."""
    row = (await tx.execute(BEGIN, {"id": delivery_id})).one_or_none()
    if row is None:
        return None
    return Begun(row.endpoint_id, row.tries, _message(row.message), row.created_at)


async def end(
    tx: Tx, delivery_id: int, state: DeliveryState, code: str, times: tuple[datetime, datetime]
) -> None:
    """What became of a try. `times`: now, and when it goes again."""
    ended = None if state is DeliveryState.QUEUED else times[0]
    row = {"id": delivery_id, "state": state, "code": code, "due_at": times[1], "ended_at": ended}
    await tx.execute(END, row)


async def recent(tx: Tx, limit: int) -> list[Delivery]:
    """Newest first."""
    return [_delivery(row) for row in (await tx.execute(RECENT, {"limit": limit})).mappings()]


def _message(said: Mapping[str, Any]) -> Message:
    values: dict[str, Any] = {**said, "severity": Severity(said["severity"])}
    return Message(**values)


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    values: dict[str, Any] = dict(row)
    values |= {"severity": Severity(row["severity"]), "state": DeliveryState(row["state"])}
    return Delivery(**values)
