"""Planned changes in the database."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.health.model.change import Change, Proposal, Who
from orderhub.health.model.dependency import Impact
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

COLUMNS = """id, kind, subject, planned, planned_at, reason, state, impact, impact_approved,
    proposed_by, proposer, proposed_at, decider, decided_at, decision, doer, done_at, verified_at,
    verification"""
ADD = text(f"""
    INSERT INTO health_changes (kind, subject, planned, planned_at, reason, state, impact,
        proposed_by, proposer, proposed_at, decider, decision, doer)
    VALUES (:kind, :subject, :planned, :planned_at, :reason, 'proposed', cast(:impact AS jsonb),
        :by, :name, :now, '', '', '')
    RETURNING {COLUMNS}
""")
SAVE = text("""
    UPDATE health_changes SET state = :state, impact_approved = cast(:approved AS jsonb),
        decider = :decider, decided_at = :decided_at, decision = :decision, doer = :doer,
        done_at = :done_at, verified_at = :verified_at,
        verification = cast(:verification AS jsonb)
    WHERE id = :id
""")
LOCK = text(f"SELECT {COLUMNS} FROM health_changes WHERE id = :id FOR UPDATE")
LIST = text(f"SELECT {COLUMNS} FROM health_changes ORDER BY id DESC LIMIT :limit")
UNDER_WAY = text(f"SELECT {COLUMNS} FROM health_changes WHERE state IN ('approved', 'done')")


async def add(tx: Tx, proposal: Proposal, impact: Impact, who: Who, now: datetime) -> Change:
    """A new change of its proposer."""
    row = {
        "kind": proposal.kind,
        "subject": proposal.subject,
        "planned": proposal.planned,
        "planned_at": proposal.planned_at,
        "reason": proposal.reason,
        "impact": orjson.dumps(impact.stored()).decode(),
        "by": who.reference,
        "name": who.name,
        "now": now,
    }
    return Change.of((await tx.execute(ADD, row)).mappings().one())


async def save(tx: Tx, change: Change) -> None:
    """Write what can change; `change` is held by `tx`."""
    approved, found = change.impact_approved, change.verification
    row: dict[str, Any] = {
        name: getattr(change, name)
        for name in (
            *("id", "state", "decider", "decided_at", "decision", "doer", "done_at"),
            "verified_at",
        )
    }
    row["approved"] = None if approved is None else orjson.dumps(approved.stored()).decode()
    row["verification"] = None if found is None else orjson.dumps(found.stored()).decode()
    await tx.execute(SAVE, row)


async def lock(tx: Tx, change_id: int) -> Change:
    """The change, held until `tx` ends; NotFound."""
    row = (await tx.execute(LOCK, {"id": change_id})).mappings().first()
    if row is None:
        raise NotFound("there is no such change")
    return Change.of(row)


async def listed(tx: Tx, limit: int) -> list[Change]:
    """Newest first."""
    return [Change.of(row) for row in (await tx.execute(LIST, {"limit": limit})).mappings()]


async def under_way(tx: Tx) -> list[Change]:
    """Approved ones that are not verified yet."""
    return [Change.of(row) for row in (await tx.execute(UNDER_WAY)).mappings()]
