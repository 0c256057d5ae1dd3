"""Templates of SMS, one per kind and endpoint."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause

from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.kernel.errors import NotFound
from orderhub.notify.model import Template, TemplateKind, TemplateState

PUT = text("""
    INSERT INTO notify_templates (endpoint_id, kind, code, parameters, state, reason, changed_at)
    VALUES (:endpoint_id, :kind, :code, :parameters, :state, :reason, :now)
    ON CONFLICT (endpoint_id, kind) DO UPDATE SET code = excluded.code,
        parameters = excluded.parameters, state = excluded.state, reason = excluded.reason,
        changed_at = excluded.changed_at
    RETURNING *
""")
LIST = text("SELECT * FROM notify_templates ORDER BY kind, endpoint_id")
OF_KIND = text("""
    SELECT * FROM notify_templates WHERE kind = :kind AND endpoint_id <> ALL(:without)
    ORDER BY endpoint_id
""")
REMOVE = text("DELETE FROM notify_templates WHERE id = :id")
REJECT = text("""
    UPDATE notify_templates SET state = 'rejected', reason = :reason, changed_at = :now
    WHERE endpoint_id = :endpoint_id AND kind = :kind
""")


async def put(tx: Tx, after: Template, now: datetime) -> Template:
    """Keep it in place of the endpoint's other one of the kind."""
    names = ("endpoint_id", "kind", "code", "state", "reason")
    row = {name: getattr(after, name) for name in names}
    kept = await tx.execute(PUT, {**row, "parameters": list(after.parameters), "now": now})
    return _template(kept.mappings().one())


async def listed(tx: Tx) -> list[Template]:
    """All, by kind."""
    return [_template(row) for row in (await tx.execute(LIST)).mappings()]


async def of_kind(tx: Tx, kind: TemplateKind, without: Collection[int] = ()) -> list[Template]:
    """The kind's templates at the endpoints but some, the oldest endpoint first."""
    row = {"kind": kind, "without": list(without)}
    return [_template(found) for found in (await tx.execute(OF_KIND, row)).mappings()]


def none_approved(kinds: Collection[TemplateKind]) -> TextClause:
    """A query that is true while no SMS of these kinds can be sent."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return text(f"""
        SELECT NOT EXISTS (
            SELECT 1 FROM notify_templates WHERE kind IN ({named}) AND state = 'approved')
    """)


async def remove(tx: Tx, template_id: int) -> None:
    """NotFound."""
    if (await tx.execute(REMOVE, {"id": template_id})).rowcount != 1:
        raise NotFound("there is no such template")


async def reject(tx: Tx, endpoint_id: int, kind: TemplateKind, reason: str, now: datetime) -> None:
    """The provider said that it does not stand (any more)."""
    row = {"endpoint_id": endpoint_id, "kind": kind, "reason": reason, "now": now}
    await tx.execute(REJECT, row)


def _template(row: Mapping[Any, Any]) -> Template:
    values: dict[str, Any] = dict(row)
    values |= {"kind": TemplateKind(row["kind"]), "state": TemplateState(row["state"])}
    return Template(**values)
