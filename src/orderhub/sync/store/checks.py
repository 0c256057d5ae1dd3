"""Checks of completeness in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sync.model import CHECK_COLUMNS, ORDERS, Check, CheckState, Round

PLANNED = text("""
    SELECT shop_id, max(window_to) AS planned_to FROM sync_checks
    WHERE shop_id = ANY(:ids) AND round = 'hourly' GROUP BY shop_id
""")
PLAN = text("""
    INSERT INTO sync_checks (shop_id, round, window_from, window_to, due_at)
    VALUES (:shop_id, :round, :window_from, :window_to, :due_at) ON CONFLICT DO NOTHING
""")
# Regular reading comes first: what it has not reached is no gap.
NEXT = text(f"""
    SELECT {CHECK_COLUMNS} FROM sync_checks k
    WHERE shop_id = :shop_id AND state = 'waiting' AND due_at <= :now AND window_to <= (
        SELECT read_to FROM sync_cursors c WHERE c.shop_id = k.shop_id AND c.stream = :stream)
    ORDER BY due_at LIMIT 1
""")
END = text("""
    UPDATE sync_checks SET state = :state, channel_count = :channel_count,
        hub_count = :hub_count, ids = :ids, ids_hash = :ids_hash, gaps = :gaps, unread = :unread,
        people_share = :people_share, amount_share = :amount_share, findings = :findings,
        error_code = NULL, error_message = NULL, started_at = :started_at, ended_at = :ended_at
    WHERE id = :id
""")
LATER = text("""
    UPDATE sync_checks SET due_at = :at, attempts = attempts + 1, error_code = :code,
        error_message = :message
    WHERE id = :id
""")
PAST = text(f"""
    SELECT {CHECK_COLUMNS} FROM sync_checks
    WHERE shop_id = :shop_id AND round = 'hourly' AND state <> 'waiting'
        AND window_from >= :since AND window_from < :before
    ORDER BY window_from
""")
BETWEEN = text(f"""
    SELECT {CHECK_COLUMNS} FROM sync_checks
    WHERE shop_id = ANY(:ids) AND window_from >= :since AND window_from < :until
    ORDER BY window_from, round
""")
AGAIN = text("""
    UPDATE sync_checks SET state = 'waiting', due_at = :now, attempts = 0
    WHERE shop_id = :shop_id AND window_from >= :since AND window_from < :until
        AND window_to <= :now AND round = 'daily'
    RETURNING id
""")
FORGET = text("""
    DELETE FROM sync_checks WHERE id = ANY(ARRAY(
        SELECT id FROM sync_checks WHERE window_from < :before LIMIT :limit))
""")


async def planned_to(tx: Tx, shop_ids: Sequence[int]) -> dict[int, datetime]:
    """Up to where the hours of each shop are planned."""
    found = await tx.execute(PLANNED, {"ids": list(shop_ids)})
    return {row.shop_id: row.planned_to for row in found}


async def plan(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add checks that wait for their time; those that are there stay."""
    if rows:
        await tx.execute(PLAN, [dict(row) for row in rows])


async def next_due(tx: Tx, shop_id: int, now: datetime) -> Check | None:
    """The longest waiting check whose hour regular reading has passed."""
    asked = {"shop_id": shop_id, "now": now, "stream": ORDERS}
    row = (await tx.execute(NEXT, asked)).mappings().one_or_none()
    return None if row is None else _check(row)


async def end(tx: Tx, check: Check) -> None:
    """Write what a check found."""
    names = ("id", "state", "channel_count", "hub_count", "ids_hash", "people_share")
    more = ("amount_share", "started_at", "ended_at")
    row = {name: getattr(check, name) for name in (*names, *more)}
    lists = {name: list(getattr(check, name)) for name in ("ids", "gaps", "unread", "findings")}
    await tx.execute(END, {**row, **lists})


async def later(tx: Tx, check_id: int, at: datetime, code: str, message: str) -> None:
    """A check could not be made: why, and when it is tried again."""
    await tx.execute(LATER, {"id": check_id, "at": at, "code": code, "message": message})


async def past(tx: Tx, shop_id: int, since: datetime, before: datetime) -> list[Check]:
    """The first checks of past hours, oldest first."""
    asked = {"shop_id": shop_id, "since": since, "before": before}
    return [_check(row) for row in (await tx.execute(PAST, asked)).mappings()]


async def between(tx: Tx, shop_ids: Sequence[int], since: datetime, until: datetime) -> list[Check]:
    """Checks of both rounds of the hours in [since, until)."""
    asked = {"ids": list(shop_ids), "since": since, "until": until}
    return [_check(row) for row in (await tx.execute(BETWEEN, asked)).mappings()]


async def again(
    tx: Tx, shop_id: int, span: tuple[datetime, datetime], now: datetime
) -> Sequence[int]:
    """Let the closed hours of a span be checked once more; returns the ids."""
    asked = {"shop_id": shop_id, "since": span[0], "until": span[1], "now": now}
    return (await tx.execute(AGAIN, asked)).scalars().all()


async def forget(tx: Tx, before: datetime, limit: int) -> int:
    """Remove checks of hours before `before`; returns how many."""
    return (await tx.execute(FORGET, {"before": before, "limit": limit})).rowcount


def _check(row: Mapping[Any, Any]) -> Check:
    values: dict[str, Any] = {**row}
    values.update(round=Round(row["round"]), state=CheckState(row["state"]))
    return Check(**values)
