"""Runs for people: newest first, by key, in the caller's shops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.listeners.model import EventKind, Run, RunState

LIST = text("""
    SELECT r.id, r.listener_id, v.spec ->> 'name' AS listener, r.version, r.event, r.number,
        r.shop_id, r.state, r.until, r.told, r.outcomes, r.occurred_at, r.at
    FROM listener_runs r
    JOIN listener_versions v ON v.listener_id = r.listener_id AND v.version = r.version
    WHERE (cast(:listener AS integer) IS NULL OR r.listener_id = :listener)
        AND (cast(:number AS text) IS NULL OR r.number = :number)
        AND (cast(:state AS text) IS NULL OR r.state = :state)
        AND (cast(:shops AS integer[]) IS NULL OR r.shop_id = ANY(:shops))
        AND (cast(:before AS bigint) IS NULL OR r.id < :before)
    ORDER BY r.id DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of one listener, of one order, or of all; `before` is the last id of the page before."""

    shops: Sequence[int] | None
    listener_id: int | None = None
    number: str | None = None
    state: RunState | None = None
    before: int | None = None


async def listed(tx: Tx, wanted: Wanted, limit: int) -> list[Run]:
    """Newest first."""
    given = {
        "listener": wanted.listener_id,
        "number": wanted.number,
        "state": wanted.state,
        "shops": None if wanted.shops is None else list(wanted.shops),
        "before": wanted.before,
        "limit": limit,
    }
    return [_run(row) for row in (await tx.execute(LIST, given)).mappings()]


def _run(row: Mapping[Any, Any]) -> Run:
    values: dict[str, Any] = {**row, "values": row["told"]}
    del values["told"]
    values |= {"event": EventKind(row["event"]), "state": RunState(row["state"])}
    return Run(**values)
