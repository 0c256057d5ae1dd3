"""SMS to buyers: one row per event and recipient, which is what makes them at most once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.notify.model import BuyerNotice, DeliveryState, Sms, TemplateKind

QUEUE = text("""
    INSERT INTO notify_sms (event_id, recipient, reference, kind, parameters, people_ref, field,
        refused_by, state, tries, asks, code, created_at, due_at, expires_at)
    VALUES (:event_id, :recipient, :reference, :kind, cast(:parameters AS jsonb), :people_ref,
        :field, '{}', 'queued', 0, 0, '', :now, :due_at, :expires_at)
    ON CONFLICT (event_id, recipient) DO NOTHING RETURNING id
""")
LOCK = text("""
    SELECT id, reference, kind, parameters, people_ref, field, endpoint_id, refused_by, tries, asks,
        tried_at, expires_at
    FROM notify_sms WHERE id = :id AND state = :state FOR UPDATE
""")
PUT_OFF = text("UPDATE notify_sms SET due_at = :until WHERE id = :id")
BEGIN = text("""
    UPDATE notify_sms SET state = 'unknown', tries = tries + 1, asks = 0, code = '',
        endpoint_id = :endpoint_id, tried_at = :now
    WHERE id = :id
""")
# A code is of no use to anybody once its SMS has ended.
END = text("""
    UPDATE notify_sms SET state = :state, code = :code, due_at = :due_at, ended_at = :ended_at,
        refused_by = CASE WHEN :refused THEN array_append(refused_by, endpoint_id)
            ELSE refused_by END,
        parameters = CASE WHEN kind = 'code' AND :over THEN '{}'::jsonb ELSE parameters END
    WHERE id = :id
""")
ASKED = text("UPDATE notify_sms SET asks = asks + 1 WHERE id = :id")
RECENT = text("""
    SELECT s.id, recipient, s.kind, coalesce(e.name, '') AS endpoint, state, tries, code,
        created_at, due_at, ended_at
    FROM notify_sms s LEFT JOIN notify_endpoints e ON e.id = s.endpoint_id
    ORDER BY s.id DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An SMS in hand: `endpoint_id` is the provider tried last."""

    id: int
    reference: str
    kind: TemplateKind
    parameters: Mapping[str, str] = field(repr=False)
    people_ref: int
    field: str
    endpoint_id: int | None
    refused_by: Sequence[int]
    tries: int
    asks: int
    tried_at: datetime | None
    expires_at: datetime


async def queue(
    tx: Tx, notice: BuyerNotice, reference: str, times: tuple[datetime, datetime, datetime]
) -> int | None:
    """Its id; None when the recipient has this news already. `times`: now, due, expiry."""
    row = {
        "event_id": notice.event_id,
        "recipient": notice.recipient,
        "reference": reference,
        "kind": notice.kind,
        "parameters": orjson.dumps(dict(notice.parameters)).decode(),
        "people_ref": notice.people_ref,
        "field": notice.field,
        "now": times[0],
        "due_at": times[1],
        "expires_at": times[2],
    }
    return (await tx.execute(QUEUE, row)).scalar_one_or_none()


async def lock(tx: Tx, sms_id: int, state: DeliveryState) -> Held | None:
    """The SMS while it is in that state, locked."""
    row = (await tx.execute(LOCK, {"id": sms_id, "state": state})).mappings().one_or_none()
    if row is None:
        return None
    values: dict[str, Any] = {**row, "kind": TemplateKind(row["kind"])}
    return Held(**values)


async def begin(tx: Tx, sms_id: int, endpoint_id: int, now: datetime) -> None:
    """Unknown until its end is known."""
    await tx.execute(BEGIN, {"id": sms_id, "endpoint_id": endpoint_id, "now": now})


async def end(
    tx: Tx,
    sms_id: int,
    state: DeliveryState,
    code: str,
    times: tuple[datetime, datetime],
    *,
    refused: bool = False,
) -> None:
    """What became of a try. `times`: now, and when it goes again. `refused`: not there again."""
    over = state in (DeliveryState.SENT, DeliveryState.FAILED)
    row = {
        "id": sms_id,
        "state": state,
        "code": code,
        "due_at": times[1],
        "ended_at": None if state is DeliveryState.QUEUED else times[0],
        "refused": refused,
        "over": over,
    }
    await tx.execute(END, row)


async def put_off(tx: Tx, sms_id: int, until: datetime) -> None:
    """It waits until then; no try was made."""
    await tx.execute(PUT_OFF, {"id": sms_id, "until": until})


async def asked(tx: Tx, sms_id: int) -> None:
    """The provider's record was looked at."""
    await tx.execute(ASKED, {"id": sms_id})


async def recent(tx: Tx, limit: int) -> list[Sms]:
    """Newest first."""
    return [_sms(row) for row in (await tx.execute(RECENT, {"limit": limit})).mappings()]


def _sms(row: Mapping[Any, Any]) -> Sms:
    values: dict[str, Any] = dict(row)
    values |= {"kind": TemplateKind(row["kind"]), "state": DeliveryState(row["state"])}
    return Sms(**values)
