"""Backfills in the database: one at a time of each shop, its place saved with the rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import IntegrityError
from sqlalchemy import TextClause, text

from orderhub.connector_kit.contract import Window
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.sync.model import Backfill, BackfillState, Tally

PLAIN = """
    id, shop_id, state, window_from, window_to, read_to, window_end, due_at, attempts,
    requested_by, requested_at, ended_at, error_code, error_message
"""
COUNTED = "pages, new, changed, unchanged, quarantined"
COLUMNS = f"{PLAIN}, {COUNTED}, rest_start, rest_end"
INSERT = text(f"""
    INSERT INTO sync_backfills (shop_id, window_from, window_to, read_to, due_at, requested_by,
        requested_at)
    VALUES (:shop_id, :since, :until, :since, :now, :by, :now) RETURNING {COLUMNS}
""")
DUE = text(f"""
    SELECT {COLUMNS} FROM sync_backfills
    WHERE shop_id = :shop_id AND state = 'running' AND due_at <= :now
""")
LOCK = text(f"SELECT {COLUMNS} FROM sync_backfills WHERE id = :id FOR UPDATE")
SHOWN = text(f"""
    SELECT {COLUMNS} FROM sync_backfills
    WHERE (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
        AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
ADVANCE = text("""
    UPDATE sync_backfills SET read_to = :read_to, window_end = :window_end,
        rest_start = :rest_start, rest_end = :rest_end, attempts = 0, error_code = NULL,
        error_message = NULL, pages = pages + :pages, new = new + :new,
        changed = changed + :changed, unchanged = unchanged + :unchanged,
        quarantined = quarantined + :quarantined
    WHERE id = :id AND state = 'running'
""")
TURN = text(f"""
    UPDATE sync_backfills SET state = :state, due_at = :due_at, ended_at = :ended_at, attempts = 0
    WHERE id = :id RETURNING {COLUMNS}
""")
LATER = text("""
    UPDATE sync_backfills SET due_at = :at, attempts = attempts + 1, error_code = :code,
        error_message = :message
    WHERE id = :id
""")


async def insert(
    tx: Tx, shop_id: int, span: tuple[datetime, datetime], by: str, now: datetime
) -> Backfill:
    """Add one that begins at once; Conflict while another of the shop is under way."""
    row = {"shop_id": shop_id, "since": span[0], "until": span[1], "by": by, "now": now}
    return await _only_one(tx, INSERT, row)


async def due(tx: Tx, shop_id: int, now: datetime) -> Backfill | None:
    """The shop's backfill, when it is to go on now."""
    asked = {"shop_id": shop_id, "now": now}
    row = (await tx.execute(DUE, asked)).mappings().one_or_none()
    return None if row is None else _backfill(row)


async def lock(tx: Tx, backfill_id: int) -> Backfill:
    """One backfill, held until `tx` ends; NotFound."""
    row = (await tx.execute(LOCK, {"id": backfill_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such backfill")
    return _backfill(row)


async def newest(
    tx: Tx, shops: Sequence[int] | None, before: int | None, limit: int
) -> list[Backfill]:
    """Backfills of these shops (None: all), newest first."""
    asked = {"shops": None if shops is None else list(shops), "before": before, "limit": limit}
    return [_backfill(row) for row in (await tx.execute(SHOWN, asked)).mappings()]


async def advance(
    tx: Tx, backfill_id: int, read_to: datetime, rest: tuple[Window, datetime] | None, more: Tally
) -> bool:
    """Save the place that reading came to and count a page; False when it runs no more."""
    row = {
        "id": backfill_id,
        "read_to": read_to,
        "window_end": rest[1] if rest else None,
        "rest_start": rest[0].start if rest else None,
        "rest_end": rest[0].end if rest else None,
        "pages": more.pages,
        "new": more.new,
        "changed": more.changed,
        "unchanged": more.unchanged,
        "quarantined": more.quarantined,
    }
    return (await tx.execute(ADVANCE, row)).rowcount == 1


async def turn_to(
    tx: Tx, backfill_id: int, state: BackfillState, due_at: datetime, ended_at: datetime | None
) -> Backfill:
    """Bring it into `state`; running, it goes on at `due_at`. Conflict as for `insert`."""
    row = {"id": backfill_id, "state": state, "due_at": due_at, "ended_at": ended_at}
    return await _only_one(tx, TURN, row)


async def later(tx: Tx, backfill_id: int, at: datetime, error: tuple[str, str]) -> None:
    """It could not go on: (code, message), and when it is tried again."""
    row = {"id": backfill_id, "at": at, "code": error[0], "message": error[1]}
    await tx.execute(LATER, row)


async def _only_one(tx: Tx, statement: TextClause, row: dict[str, Any]) -> Backfill:
    try:
        async with tx.begin_nested():
            return _backfill((await tx.execute(statement, row)).mappings().one())
    except IntegrityError:
        refusal = Refusal("backfill_under_way", "one backfill of a shop at a time: wait or cancel")
        raise Conflict(refusal) from None


def _backfill(row: Mapping[Any, Any]) -> Backfill:
    values: dict[str, Any] = {name.strip(): row[name.strip()] for name in PLAIN.split(",")}
    values["state"] = BackfillState(row["state"])
    values["tally"] = Tally(**{name: row[name] for name in COUNTED.split(", ")})
    values["rest"] = Window(row["rest_start"], row["rest_end"]) if row["rest_end"] else None
    return Backfill(**values)
