"""Which sources are to be asked, how far they were read, and when again."""

from dataclasses import asdict
from datetime import datetime, timedelta

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sources.model.sources import PullPlan, Source
from orderhub.sources.model.stored import SOURCE_COLUMNS, source_of

LEASE = timedelta(seconds=90)  # Longer than a call may take: a process that died leaves it due.
PLAN = text("""
    UPDATE sources SET pull = cast(:pull AS jsonb), pull_host = :host, pull_cursor = '',
        pull_since = NULL, pull_failures = 0, pull_due_at = :due, changed_at = :now
    WHERE id = :id
""")
CLAIM = text(f"""
    UPDATE sources s SET pull_due_at = :leased
    WHERE s.id = (
        SELECT id FROM sources
        WHERE pull_due_at <= :now AND state = 'active' AND pull IS NOT NULL
        ORDER BY pull_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING {SOURCE_COLUMNS}
""")
GOOD = text("""
    UPDATE sources SET pull_cursor = :cursor, pull_since = :since, pull_failures = 0,
        pull_due_at = :due
    WHERE id = :id AND pull IS NOT NULL
""")
BAD = text("""
    UPDATE sources SET pull_failures = pull_failures + 1, pull_due_at = :due
    WHERE id = :id AND pull IS NOT NULL
""")


async def plan(tx: Tx, source_id: int, pull: PullPlan | None, host: str, now: datetime) -> None:
    """Ask it so from now on, from the beginning; None: no more."""
    row = {
        "id": source_id,
        "pull": None if pull is None else orjson.dumps(asdict(pull)).decode(),
        "host": host,
        "due": None if pull is None else now,
        "now": now,
    }
    await tx.execute(PLAN, row)


async def claim(tx: Tx, now: datetime) -> Source | None:
    """A source that is due, leased to the caller; None when none is."""
    row = (await tx.execute(CLAIM, {"now": now, "leased": now + LEASE})).mappings().one_or_none()
    return None if row is None else source_of(row)


async def note_good(tx: Tx, source_id: int, read: tuple[str, datetime], due: datetime) -> None:
    """It answered: `read` up to which place and since when, and when again."""
    cursor, since = read
    await tx.execute(GOOD, {"id": source_id, "cursor": cursor, "since": since, "due": due})


async def note_failure(tx: Tx, source_id: int, due: datetime) -> None:
    """It brought nothing; when again."""
    await tx.execute(BAD, {"id": source_id, "due": due})
