"""What came of a source: one row for each push and pull, and where its body is kept."""

from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sources.model.rows import CallOutcome, ReceiptWay, Received, RowState

TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('sources.turn', :source_id))")
ADD = text("""
    INSERT INTO source_receipts (source_id, way, outcome, code, ms, at, rows, taken, repeated,
        waiting, excepted, set_aside, raw_ref)
    VALUES (:source_id, :way, :outcome, :code, :ms, :at, :rows, :taken, :repeated, :waiting,
        :excepted, :set_aside, :raw_ref)
""")
LATEST = text("""
    SELECT raw_ref FROM source_receipts WHERE source_id = :source_id AND raw_ref IS NOT NULL
    ORDER BY id DESC LIMIT 1
""")
KEPT_SINCE = text("""
    SELECT EXISTS (SELECT FROM source_receipts
        WHERE source_id = :source_id AND raw_ref IS NOT NULL AND at > :since)
""")
FORGET = text("""
    DELETE FROM source_receipts WHERE id IN (
        SELECT id FROM source_receipts WHERE at < :before LIMIT 1000 FOR UPDATE SKIP LOCKED)
""")


async def take_turn(tx: Tx, source_id: int) -> None:
    """One batch of a source at a time, until commit."""
    await tx.execute(TURN, {"source_id": source_id})


async def add(
    tx: Tx, way: ReceiptWay, received: Received, at: datetime, kept: tuple[int, int | None]
) -> None:
    """A batch that came in; `kept`: milliseconds it took, and where its body lies."""
    ms, raw_ref = kept
    await tx.execute(
        ADD,
        {
            "source_id": received.source_id,
            "way": way,
            "outcome": CallOutcome.OK,
            "code": "",
            "ms": ms,
            "at": at,
            "rows": len(received.rows),
            "taken": received.count(RowState.TAKEN),
            "repeated": received.count(RowState.REPEATED),
            "waiting": received.count(RowState.WAITING),
            "excepted": received.count(RowState.EXCEPTED),
            "set_aside": received.count(RowState.SET_ASIDE),
            "raw_ref": raw_ref,
        },
    )


async def add_failure(
    tx: Tx,
    source_id: int,
    way: ReceiptWay,
    ended: tuple[CallOutcome, str, int],
    at: datetime,
) -> None:
    """A call that brought nothing; `ended`: how, its code, milliseconds."""
    outcome, code, ms = ended
    row = {
        "source_id": source_id,
        "way": way,
        "outcome": outcome,
        "code": code[:100],
        "ms": ms,
        "at": at,
        "raw_ref": None,
    }
    numbers = dict.fromkeys(("rows", *RowState), 0)
    await tx.execute(ADD, row | numbers)


async def latest_raw(tx: Tx, source_id: int) -> int | None:
    """Where the newest body lies that was kept."""
    return (await tx.execute(LATEST, {"source_id": source_id})).scalar_one_or_none()


async def kept_since(tx: Tx, source_id: int, since: datetime) -> bool:
    """Whether a body was kept after that."""
    asked = {"source_id": source_id, "since": since}
    return bool((await tx.execute(KEPT_SINCE, asked)).scalar_one())


async def forget(tx: Tx, before: datetime) -> int:
    """Up to 1,000 receipts older than that; how many."""
    return (await tx.execute(FORGET, {"before": before})).rowcount
