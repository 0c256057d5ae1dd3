"""Incidents and their timelines in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.health.model.incident import (
    INCIDENT_COLUMNS,
    Entry,
    EntryKind,
    Finding,
    Incident,
)
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound

LATEST = text(f"""
    SELECT {INCIDENT_COLUMNS} FROM incidents WHERE subject = :subject AND cause = :cause
    ORDER BY id DESC LIMIT 1 FOR UPDATE
""")
OPEN = text(f"""
    INSERT INTO incidents (cause, subject, channel, app_key, shop_ids, methods, told, state, code,
        channel_code, detail, words, failures, opened_at, first_failed_at, last_failed_at,
        last_good_at, peer, peer_name, reopened, version)
    VALUES (:cause, :subject, :channel, :app_key, :shop_ids, :methods, :told, 'open', :code,
        :channel_code, :detail, cast(:words AS jsonb), :failures, :now, :first_failed_at, :at,
        :last_good_at, :peer, :peer_name, 0, 1)
    ON CONFLICT (cause, subject) WHERE state <> 'resolved' DO NOTHING
    RETURNING {INCIDENT_COLUMNS}
""")
SAVE = text("""
    UPDATE incidents SET shop_ids = :shop_ids, methods = :methods, state = :state, code = :code,
        channel_code = :channel_code, detail = :detail, failures = :failures,
        last_failed_at = :last_failed_at, last_good_at = :last_good_at, good_since = :good_since,
        resolved_at = :resolved_at, owner = :owner, reopened = :reopened, version = :version
    WHERE id = :id
""")
CURRENT = text(f"""
    SELECT {INCIDENT_COLUMNS} FROM incidents WHERE state <> 'resolved' AND NOT told
    ORDER BY id FOR UPDATE SKIP LOCKED
""")
TOLD = text(f"""
    SELECT {INCIDENT_COLUMNS} FROM incidents
    WHERE state <> 'resolved' AND cause = :cause AND subject = :subject FOR UPDATE
""")
SUBJECTS = text("SELECT subject FROM incidents WHERE state <> 'resolved' AND cause = :cause")
GOOD = text("""
    UPDATE incidents SET good_since = :at
    WHERE state <> 'resolved' AND NOT told AND good_since IS NULL AND last_failed_at < :at
      AND subject = ANY(:subjects) AND cause = ANY(:causes)
""")
LOCK = text(f"SELECT {INCIDENT_COLUMNS} FROM incidents WHERE id = :id FOR UPDATE")
ENTER = text("""
    INSERT INTO incident_entries (incident_id, at, kind, by, detail)
    SELECT :id, at, kind, by, detail FROM jsonb_to_recordset(cast(:rows AS jsonb))
        AS r (at timestamptz, kind text, by text, detail jsonb)
""")
ENTRIES = text("""
    SELECT at, kind, by, detail FROM incident_entries WHERE incident_id = :id ORDER BY id LIMIT 500
""")


async def latest(tx: Tx, cause: str, subject: str) -> Incident | None:
    """The last incident of that cause and subject, over or not, held until `tx` ends."""
    row = (await tx.execute(LATEST, {"cause": cause, "subject": subject})).mappings().first()
    return None if row is None else Incident.of(row)


async def open_new(tx: Tx, finding: Finding, now: datetime) -> Incident | None:
    """A new incident; None when somebody opened it in this very moment."""
    words = None
    if finding.words is not None:
        what, remedy = finding.words
        words = {
            "what": {"zh": what.zh, "en": what.en},
            "remedy": {"zh": remedy.zh, "en": remedy.en},
        }
    row = {
        "cause": finding.cause,
        "subject": finding.subject,
        "channel": finding.channel,
        "app_key": finding.app_key,
        "shop_ids": sorted(set(finding.shop_ids)),
        "methods": sorted(set(finding.methods)),
        "told": finding.told,
        "code": finding.code,
        "channel_code": finding.channel_code,
        "detail": finding.detail,
        "words": None if words is None else orjson.dumps(words).decode(),
        "failures": finding.failures,
        "now": now,
        "first_failed_at": finding.first_failed_at or finding.at,
        "at": finding.at,
        "last_good_at": finding.last_good_at,
        "peer": finding.peer,
        "peer_name": finding.peer_name,
    }
    made = (await tx.execute(OPEN, row)).mappings().first()
    return None if made is None else Incident.of(made)


async def save(tx: Tx, incident: Incident) -> None:
    """Write what can change; `incident` is held by `tx`."""
    row: dict[str, Any] = {
        name: getattr(incident, name)
        for name in (
            *("id", "state", "code", "channel_code", "detail", "failures", "last_failed_at"),
            *("last_good_at", "good_since", "resolved_at", "owner", "reopened", "version"),
        )
    }
    row |= {"shop_ids": list(incident.shop_ids), "methods": list(incident.methods)}
    await tx.execute(SAVE, row)


async def current(tx: Tx) -> list[Incident]:
    """Open incidents that calls decide, but those another process has in hand."""
    return [Incident.of(row) for row in (await tx.execute(CURRENT)).mappings()]


async def current_told(tx: Tx, cause: str, subject: str) -> Incident | None:
    """The open incident of that name, held until `tx` ends."""
    row = (await tx.execute(TOLD, {"cause": cause, "subject": subject})).mappings().first()
    return None if row is None else Incident.of(row)


async def open_subjects(tx: Tx, cause: str) -> list[str]:
    """What open incidents of that cause are about."""
    return list((await tx.execute(SUBJECTS, {"cause": cause})).scalars())


async def mark_good(tx: Tx, subjects: Sequence[str], causes: Sequence[str], at: datetime) -> None:
    """A whole run or probe went well: what it proves is over, once it stays so."""
    await tx.execute(GOOD, {"subjects": list(subjects), "causes": list(causes), "at": at})


async def lock(tx: Tx, incident_id: int) -> Incident:
    """The incident, held until `tx` ends; NotFound."""
    row = (await tx.execute(LOCK, {"id": incident_id})).mappings().first()
    if row is None:
        raise NotFound("there is no such incident")
    return Incident.of(row)


async def enter(tx: Tx, incident_id: int, entries: Sequence[Entry]) -> None:
    """Write into the timeline."""
    if entries:
        rows = [{"at": e.at, "kind": e.kind, "by": e.by, "detail": dict(e.detail)} for e in entries]
        await tx.execute(ENTER, {"id": incident_id, "rows": orjson.dumps(rows).decode()})


async def entries_of(tx: Tx, incident_id: int) -> list[Entry]:
    """The timeline, oldest first."""
    found = await tx.execute(ENTRIES, {"id": incident_id})
    return [
        Entry(at=row.at, kind=EntryKind(row.kind), by=row.by, detail=row.detail) for row in found
    ]
