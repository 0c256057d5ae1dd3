"""Endpoints, sealed; on-call duties; quiet hours."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.notify.model import Duty, Endpoint, EndpointKind, Quiet, Severity, Target

NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('notify_endpoints', 'id'))")
ADD = text("""
    INSERT INTO notify_endpoints (id, name, kind, wrapped_key, sealed)
    VALUES (:id, :name, :kind, :wrapped_key, :sealed)
""")
LIST = text("SELECT id, name, kind FROM notify_endpoints ORDER BY id")
TARGET = text("SELECT kind, wrapped_key, sealed FROM notify_endpoints WHERE id = :id")
REMOVE = text("DELETE FROM notify_endpoints WHERE id = :id")
DUTIES = text("""
    SELECT person, endpoint_id, severity, shop_ids, channels, weekdays, from_minute, until_minute
    FROM notify_duties ORDER BY id
""")
CLEAR = text("DELETE FROM notify_duties")
ON_DUTY = text("""
    INSERT INTO notify_duties (person, endpoint_id, severity, shop_ids, channels, weekdays,
        from_minute, until_minute)
    VALUES (:person, :endpoint_id, :severity, :shop_ids, :channels, :weekdays,
        :from_minute, :until_minute)
""")
QUIET = text("SELECT from_minute, until_minute FROM notify_quiet")
SET_QUIET = text("""
    INSERT INTO notify_quiet (singleton, from_minute, until_minute) VALUES (true, :begin, :end)
    ON CONFLICT (singleton) DO UPDATE SET
        from_minute = excluded.from_minute, until_minute = excluded.until_minute
""")


async def add(tx: Tx, master: MasterKey, name: str, target: Target) -> Endpoint:
    """Keep the endpoint; address and secret under a data key of its own."""
    endpoint_id: int = (await tx.execute(NEXT_ID)).scalar_one()
    data_key = new_data_key()
    clear = orjson.dumps(
        {"url": target.url, "secret": target.secret, "options": dict(target.options)}
    )
    row = {
        "id": endpoint_id,
        "name": name,
        "kind": target.kind,
        "wrapped_key": master.wrap(data_key),
        "sealed": seal(data_key, endpoint_id, clear, _place(endpoint_id)),
    }
    await tx.execute(ADD, row)
    return Endpoint(endpoint_id, name, target.kind)


async def listed(tx: Tx) -> list[Endpoint]:
    """All, oldest first."""
    return [Endpoint(r.id, r.name, EndpointKind(r.kind)) for r in await tx.execute(LIST)]


async def target_of(tx: Tx, master: MasterKey, endpoint_id: int) -> Target:
    """Address and secret in clear; NotFound."""
    row = (await tx.execute(TARGET, {"id": endpoint_id})).one_or_none()
    if row is None:
        raise NotFound("there is no such endpoint")
    opened = open_sealed(master.unwrap(row.wrapped_key), row.sealed, _place(endpoint_id))
    clear: dict[str, Any] = orjson.loads(opened)
    kind, options = EndpointKind(row.kind), clear.get("options", {})
    return Target(kind, clear["url"], clear["secret"], options)


async def remove(tx: Tx, endpoint_id: int) -> None:
    """With the duties that use it; NotFound."""
    if (await tx.execute(REMOVE, {"id": endpoint_id})).rowcount != 1:
        raise NotFound("there is no such endpoint")


async def duties(tx: Tx) -> list[Duty]:
    """The on-call list in its order."""
    return [_duty(row) for row in (await tx.execute(DUTIES)).mappings()]


async def replace_duties(tx: Tx, after: Sequence[Duty]) -> None:
    """The whole list anew; their endpoints exist."""
    await tx.execute(CLEAR)
    for duty in after:
        row = {name: getattr(duty, name) for name in Duty.__slots__}
        lists = {name: list(row[name]) for name in ("shop_ids", "channels", "weekdays")}
        await tx.execute(ON_DUTY, row | lists)


async def quiet(tx: Tx) -> Quiet:
    """The quiet hours; none until somebody sets them."""
    row = (await tx.execute(QUIET)).one_or_none()
    return Quiet() if row is None else Quiet(row.from_minute, row.until_minute)


async def set_quiet(tx: Tx, after: Quiet) -> None:
    """From now on; what waits already keeps its time."""
    await tx.execute(SET_QUIET, {"begin": after.from_minute, "end": after.until_minute})


def _duty(row: Mapping[Any, Any]) -> Duty:
    values: dict[str, Any] = {**row, "severity": Severity(row["severity"])}
    return Duty(**values)


def _place(endpoint_id: int) -> bytes:
    return f"notify_endpoints|{endpoint_id}".encode()
