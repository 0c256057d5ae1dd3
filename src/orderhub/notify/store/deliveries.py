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
        created_at, due_at)
    VALUES (:key, :person, :endpoint_id, cast(:message AS jsonb), 'queued', 0, '', :now, :due_at)
    ON CONFLICT (message_key, person) DO NOTHING RETURNING id
""")
UNTOLD = text("""
    DELETE FROM notify_deliveries WHERE message_key = :key AND state = 'queued' AND tries = 0
""")
TOLD = text("""
    SELECT person, endpoint_id FROM notify_deliveries
    WHERE message_key = :key AND state <> 'failed' AND endpoint_id IS NOT NULL ORDER BY id
""")
BEGIN = text("""
    UPDATE notify_deliveries SET state = 'unknown', tries = tries + 1, code = ''
    WHERE id = :id AND state = 'queued' AND endpoint_id IS NOT NULL
    RETURNING endpoint_id, tries, message
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


async def queue(
    tx: Tx, message: Message, person: str, endpoint_id: int, times: tuple[datetime, datetime]
) -> int | None:
    """Its id; None when the person has this message already. `times`: now, and when it may go."""
    row = {
        "key": message.key,
        "person": person,
        "endpoint_id": endpoint_id,
        "message": orjson.dumps(asdict(message)).decode(),
        "now": times[0],
        "due_at": times[1],
    }
    return (await tx.execute(QUEUE, row)).scalar_one_or_none()


async def forget_untold(tx: Tx, key: str) -> None:
    """What still waits for its first try is not said any more."""
    await tx.execute(UNTOLD, {"key": key})


async def told(tx: Tx, key: str) -> dict[str, int]:
    """Person → endpoint of those who were, or may have been, told."""
    return {row.person: row.endpoint_id for row in await tx.execute(TOLD, {"key": key})}


async def begin(tx: Tx, delivery_id: int) -> Begun | None:
    """Take it in hand: unknown until its end is known. None when it is not waiting any more."""
    row = (await tx.execute(BEGIN, {"id": delivery_id})).one_or_none()
    return None if row is None else Begun(row.endpoint_id, row.tries, _message(row.message))


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
