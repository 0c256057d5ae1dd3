"""Sources as they fare, what came of one, and what of it was set aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.sources.model.rows import Aside, AsideState, CallOutcome, Receipt, ReceiptWay
from orderhub.sources.model.sources import Source
from orderhub.sources.model.stored import (
    ASIDE_COLUMNS,
    NO_SUCH,
    SOURCE_COLUMNS,
    aside_of,
    source_of,
)

OPEN_MAX = 10_000  # counted to here: "9,999+"
LISTED = text(f"""
    SELECT {SOURCE_COLUMNS}, last.at AS last_at, last.outcome AS last_outcome,
        last.code AS last_code, coalesce(last.way, '') AS last_way, good.at AS good_at,
        coalesce(day.rows, 0) AS day_rows, coalesce(day.taken, 0) AS day_taken,
        (SELECT max(version) FROM source_mappings m WHERE m.source_id = s.id) AS version,
        (SELECT count(*) FROM (SELECT FROM source_rows_aside a WHERE a.source_id = s.id
            AND a.state = 'open' LIMIT {OPEN_MAX}) q) AS set_aside
    FROM sources s
    LEFT JOIN LATERAL (SELECT at, outcome, code, way FROM source_receipts r
        WHERE r.source_id = s.id ORDER BY id DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT at FROM source_receipts r
        WHERE r.source_id = s.id AND outcome = 'ok' ORDER BY id DESC LIMIT 1) good ON true
    LEFT JOIN LATERAL (SELECT sum(rows)::int AS rows, sum(taken)::int AS taken
        FROM source_receipts r WHERE r.source_id = s.id AND r.at > :since) day ON true
    WHERE cast(:id AS integer) IS NULL OR s.id = :id ORDER BY s.id
""")
RECEIPTS = text("""
    SELECT id, way, outcome, code, ms, at, rows, taken, repeated, waiting, excepted,
        set_aside, raw_ref IS NOT NULL AS kept
    FROM source_receipts
    WHERE source_id = :source_id AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
ASIDE = text(f"""
    SELECT {ASIDE_COLUMNS} FROM source_rows_aside
    WHERE source_id = :source_id
        AND (cast(:state AS text) IS NULL OR state = :state)
        AND (cast(:reason AS text) IS NULL OR reason = :reason)
        AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
ONE_ASIDE = text(f"""
    SELECT {ASIDE_COLUMNS} FROM source_rows_aside WHERE source_id = :source_id AND id = :id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A source as its screen shows it: what came last, when it last came well, rows of the last 24
    hours, the mapping in force (None: there is none), and how much lies aside."""

    source: Source
    last_at: datetime | None
    last_outcome: CallOutcome | None
    last_code: str
    last_way: str
    good_at: datetime | None
    day_rows: int
    day_taken: int
    version: int | None
    set_aside: int


async def listed(tx: Tx, since: datetime, source_id: int | None = None) -> list[Board]:
    """Oldest first; rows are counted from `since`."""
    found = await tx.execute(LISTED, {"since": since, "id": source_id})
    return [_board(row) for row in found.mappings()]


async def one(tx: Tx, since: datetime, source_id: int) -> Board:
    """NotFound."""
    found = await listed(tx, since, source_id)
    if not found:
        raise NotFound(NO_SUCH)
    return found[0]


async def receipts(tx: Tx, source_id: int, before: int | None, limit: int) -> list[Receipt]:
    """Newest first."""
    asked = {"source_id": source_id, "before": before, "limit": limit}
    return [_receipt(row) for row in (await tx.execute(RECEIPTS, asked)).mappings()]


async def set_aside(
    tx: Tx,
    source_id: int,
    which: tuple[AsideState | None, str | None],
    before: int | None,
    limit: int,
) -> list[Aside]:
    """Entries by state and reason, newest first."""
    state, reason = which
    asked = {
        "source_id": source_id,
        "state": state,
        "reason": reason,
        "before": before,
        "limit": limit,
    }
    return [aside_of(row) for row in (await tx.execute(ASIDE, asked)).mappings()]


async def entry(tx: Tx, source_id: int, entry_id: int) -> Aside:
    """NotFound."""
    asked = {"source_id": source_id, "id": entry_id}
    row = (await tx.execute(ONE_ASIDE, asked)).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such row")
    return aside_of(row)


def _board(row: Any) -> Board:
    outcome = row["last_outcome"]
    return Board(
        source=source_of(row),
        last_at=row["last_at"],
        last_outcome=None if outcome is None else CallOutcome(outcome),
        last_code=row["last_code"] or "",
        last_way=row["last_way"],
        good_at=row["good_at"],
        day_rows=row["day_rows"],
        day_taken=row["day_taken"],
        version=row["version"],
        set_aside=row["set_aside"],
    )


def _receipt(row: Any) -> Receipt:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["way"] = ReceiptWay(row["way"])
    values["outcome"] = CallOutcome(row["outcome"])
    return Receipt(**values)
