"""Listeners at their newest version, and the versions before."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.listeners.model import (
    ActionKind,
    ActionSpec,
    Edition,
    EventKind,
    Listener,
    ListenerState,
    Spec,
)

# Versions only rise, so their sum is another one after every change, in whatever order they commit.
STAMP = text("SELECT concat_ws(' ', count(*), sum(version), max(changed_at)) FROM listeners")
NONE_LIVE = text("SELECT NOT EXISTS (SELECT FROM listeners WHERE state = 'live')")
COLUMNS = """
    SELECT l.id, l.version, l.state, v.spec, l.changed_at, v.changed_by
    FROM listeners l JOIN listener_versions v ON v.listener_id = l.id AND v.version = l.version
"""
LIVE = text(f"{COLUMNS} WHERE l.state = 'live' ORDER BY l.id")
ALL = text(f"{COLUMNS} ORDER BY l.id DESC LIMIT 500")
ONE = text(f"{COLUMNS} WHERE l.id = :id")
LOCK = text(f"{COLUMNS} WHERE l.id = :id FOR UPDATE OF l")
ADD = text("""
    INSERT INTO listeners (version, state, changed_at) VALUES (0, 'draft', :now) RETURNING id
""")
MOVE = text("""
    UPDATE listeners SET version = :version, state = :state, changed_at = :now WHERE id = :id
""")
EDITION = text("""
    INSERT INTO listener_versions (listener_id, version, state, spec, restored_from, changed_at,
        changed_by)
    VALUES (:id, :version, :state, cast(:spec AS jsonb), :restored_from, :now, :by)
""")
EDITIONS = text("""
    SELECT version, state, spec, restored_from, changed_at, changed_by FROM listener_versions
    WHERE listener_id = :id ORDER BY version DESC LIMIT 100
""")
OLD = text("""
    SELECT version, state, spec, restored_from, changed_at, changed_by FROM listener_versions
    WHERE listener_id = :id AND version = :version
""")


async def load_stamp(tx: Tx) -> str:
    """Another text after every change of any listener."""
    return str((await tx.execute(STAMP)).scalar_one())


async def load_live(tx: Tx) -> list[Listener]:
    """Live ones, oldest first."""
    return [_listener(row) for row in (await tx.execute(LIVE)).mappings()]


async def load_all(tx: Tx) -> list[Listener]:
    """Newest first."""
    return [_listener(row) for row in (await tx.execute(ALL)).mappings()]


async def load(tx: Tx, listener_id: int, *, lock: bool = False) -> Listener | None:
    """One listener, locked for a change on request."""
    found = await tx.execute(LOCK if lock else ONE, {"id": listener_id})
    row = found.mappings().one_or_none()
    return None if row is None else _listener(row)


async def add(tx: Tx, now: datetime) -> int:
    """A listener without a version; give it one in the same transaction."""
    return int((await tx.execute(ADD, {"now": now})).scalar_one())


async def put(tx: Tx, listener_id: int, edition: Edition) -> None:
    """The edition becomes the listener's newest."""
    row = {
        "id": listener_id,
        "version": edition.version,
        "state": edition.state,
        "spec": orjson.dumps(asdict(edition.spec)).decode(),
        "restored_from": edition.restored_from,
        "now": edition.changed_at,
        "by": edition.changed_by,
    }
    await tx.execute(EDITION, row)
    await tx.execute(MOVE, row)


async def editions(tx: Tx, listener_id: int) -> list[Edition]:
    """The last hundred, newest first."""
    found = await tx.execute(EDITIONS, {"id": listener_id})
    return [_edition(row) for row in found.mappings()]


async def edition(tx: Tx, listener_id: int, version: int) -> Edition | None:
    """One version of a listener."""
    found = await tx.execute(OLD, {"id": listener_id, "version": version})
    row = found.mappings().one_or_none()
    return None if row is None else _edition(row)


def _listener(row: Mapping[Any, Any]) -> Listener:
    values: dict[str, Any] = {
        **row,
        "state": ListenerState(row["state"]),
        "spec": _spec(row["spec"]),
    }
    return Listener(**values)


def _edition(row: Mapping[Any, Any]) -> Edition:
    values: dict[str, Any] = {
        **row,
        "state": ListenerState(row["state"]),
        "spec": _spec(row["spec"]),
    }
    return Edition(**values)


def _spec(stored: Mapping[str, Any]) -> Spec:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]
        for name, value in stored.items()
    }
    values["events"] = tuple(EventKind(kind) for kind in stored["events"])
    values["actions"] = tuple(_action(one) for one in stored["actions"])
    return Spec(**values)


def _action(stored: Mapping[str, Any]) -> ActionSpec:
    values: dict[str, Any] = {
        **stored,
        "kind": ActionKind(stored["kind"]),
        "people": tuple(stored["people"]),
        "endpoints": tuple(stored["endpoints"]),
    }
    return ActionSpec(**values)
