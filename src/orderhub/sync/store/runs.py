"""Runs in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping

from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import NotFound
from orderhub.kernel.types import ShopId
from orderhub.sync.model import Run, RunKind, RunState, Tally

COLUMNS = """
    id, shop_id, kind, state, window_from, window_to, external_no, requested_by, pages, new,
    changed, unchanged, quarantined, error_code, error_message, difference, requested_at,
    started_at, ended_at
"""
INSERT = text(f"""
    INSERT INTO sync_runs (shop_id, kind, state, window_from, window_to, external_no,
        requested_by, requested_at, started_at)
    VALUES (:shop_id, :kind, :state, :window_from, :window_to, :external_no, :requested_by, :now,
        CASE WHEN :state = 'running' THEN cast(:now AS timestamptz) END)
    RETURNING {COLUMNS}
""")
ADOPT = text("""
    UPDATE sync_runs SET
        state = CASE WHEN kind = 'scheduled' THEN 'failed' ELSE 'queued' END,
        ended_at = CASE WHEN kind = 'scheduled' THEN cast(:now AS timestamptz) END,
        error_code = CASE WHEN kind = 'scheduled' THEN 'interrupted' END,
        error_message = CASE WHEN kind = 'scheduled'
            THEN 'the worker ended in the middle; the next run goes on from there' END
    WHERE shop_id = :shop_id AND state = 'running'
""")
NEXT = text(f"""
    UPDATE sync_runs SET state = 'running', started_at = :now, pages = 0, new = 0, changed = 0,
        unchanged = 0, quarantined = 0
    WHERE id = (SELECT id FROM sync_runs WHERE shop_id = :shop_id AND state = 'queued'
        ORDER BY id LIMIT 1)
    RETURNING {COLUMNS}
""")
COUNT = text("""
    UPDATE sync_runs SET pages = pages + :pages, new = new + :new, changed = changed + :changed,
        unchanged = unchanged + :unchanged, quarantined = quarantined + :quarantined,
        window_from = least(window_from, :since), window_to = greatest(window_to, :until)
    WHERE id = :id
""")
END = text(f"""
    UPDATE sync_runs SET state = :state, ended_at = :now, error_code = :code,
        error_message = :message, difference = cast(:difference AS jsonb)
    WHERE id = :id RETURNING {COLUMNS}
""")
ONE = text(f"SELECT {COLUMNS} FROM sync_runs WHERE id = :id")
OF_SHOP = text(f"""
    SELECT {COLUMNS} FROM sync_runs
    WHERE shop_id = :shop_id AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")


async def insert(  # noqa: PLR0913 - the columns of a run
    tx: Tx,
    shop_id: int,
    kind: RunKind,
    state: RunState,
    *,
    by: str,
    now: datetime,
    window: tuple[datetime, datetime] | None = None,
    external_no: str | None = None,
) -> Run:
    """Add a run that waits, or one that begins now."""
    row = {
        "shop_id": shop_id,
        "kind": kind,
        "state": state,
        "window_from": window[0] if window else None,
        "window_to": window[1] if window else None,
        "external_no": external_no,
        "requested_by": by,
        "now": now,
    }
    return _run((await tx.execute(INSERT, row)).mappings().one())


async def adopt(tx: Tx, shop_id: int, now: datetime) -> None:
    """Runs whose worker is gone: asked-for ones wait again, scheduled ones are closed.
    The caller holds the shop's lease, so nobody else is running them."""
    await tx.execute(ADOPT, {"shop_id": shop_id, "now": now})


async def take_next(tx: Tx, shop_id: int, now: datetime) -> Run | None:
    """Begin the oldest waiting run of the shop."""
    row = (await tx.execute(NEXT, {"shop_id": shop_id, "now": now})).mappings().one_or_none()
    return None if row is None else _run(row)


async def count(
    tx: Tx, run_id: int, more: Tally, since: datetime | None = None, until: datetime | None = None
) -> None:
    """Add what a page brought, and widen the span that was read."""
    row = {
        "id": run_id,
        "pages": more.pages,
        "new": more.new,
        "changed": more.changed,
        "unchanged": more.unchanged,
        "quarantined": more.quarantined,
        "since": since,
        "until": until,
    }
    await tx.execute(COUNT, row)


async def end(
    tx: Tx,
    run_id: int,
    now: datetime,
    error: tuple[str, str] | None = None,
    difference: Sequence[dict[str, Any]] | None = None,
) -> Run:
    """Close a run, well or with (code, message)."""
    row = {
        "id": run_id,
        "now": now,
        "state": RunState.FAILED if error else RunState.DONE,
        "code": error[0] if error else None,
        "message": error[1] if error else None,
        "difference": None if difference is None else orjson.dumps(list(difference)).decode(),
    }
    return _run((await tx.execute(END, row)).mappings().one())


async def get(tx: Tx, run_id: int) -> Run:
    """One run; NotFound."""
    row = (await tx.execute(ONE, {"id": run_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such run")
    return _run(row)


async def of_shop(tx: Tx, shop_id: int, before: int | None, limit: int) -> list[Run]:
    """Runs of a shop, newest first, older than run `before`."""
    asked = {"shop_id": shop_id, "before": before, "limit": limit}
    return [_run(row) for row in (await tx.execute(OF_SHOP, asked)).mappings()]


async def forget(tx: Tx, before: datetime) -> int:
    """Remove ended runs requested before `before`; returns how many."""
    gone = await tx.execute(
        text("DELETE FROM sync_runs WHERE requested_at < :b AND state IN ('done', 'failed')"),
        {"b": before},
    )
    return gone.rowcount


def _run(row: RowMapping) -> Run:
    return Run(
        id=row["id"],
        shop_id=ShopId(row["shop_id"]),
        kind=RunKind(row["kind"]),
        state=RunState(row["state"]),
        window_from=row["window_from"],
        window_to=row["window_to"],
        external_no=row["external_no"],
        requested_by=row["requested_by"],
        tally=Tally(
            pages=row["pages"],
            new=row["new"],
            changed=row["changed"],
            unchanged=row["unchanged"],
            quarantined=row["quarantined"],
        ),
        error_code=row["error_code"],
        error_message=row["error_message"],
        difference=row["difference"],
        requested_at=row["requested_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
    )
