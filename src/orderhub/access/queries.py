"""The audit log as people page through it, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from orderhub.access.model.actor import Actor
from orderhub.access.model.audit import AuditFilter, Entry
from orderhub.access.scope import shop_ids
from orderhub.infra.db import Tx
from orderhub.infra.tx import text

COLUMNS = ", ".join(Entry.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries newest first, with the ids to go on from in both directions."""

    items: Sequence[Entry]
    older_than: int | None
    newer_than: int | None


async def page_audit(
    tx: Tx, actor: Actor, wanted: AuditFilter, limit: int, *, before: int | None, after: int | None
) -> AuditPage:
    """One page of the entries the actor may see, before or after an entry's id."""
    backwards = after is not None
    found = await tx.execute(
        text(f"""
            SELECT {COLUMNS} FROM audit_entries
            WHERE (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
              AND (CAST(:actor AS text) IS NULL OR actor_name = :actor)
              AND (CAST(:action AS text) IS NULL OR starts_with(action, :action))
              AND (CAST(:object AS text) IS NULL OR starts_with(object, :object))
              AND (CAST(:start AS timestamptz) IS NULL OR at >= :start)
              AND (CAST(:end AS timestamptz) IS NULL OR at < :end)
              AND (CAST(:before AS bigint) IS NULL OR id < :before)
              AND (CAST(:after AS bigint) IS NULL OR id > :after)
            ORDER BY id {"ASC" if backwards else "DESC"} LIMIT :most"""),
        {
            "shops": shop_ids(actor),
            "actor": wanted.actor,
            "action": wanted.action,
            "object": wanted.object,
            "start": wanted.start,
            "end": wanted.end,
            "before": before,
            "after": after,
            "most": limit + 1,
        },
    )
    entries = [Entry(**row) for row in found.mappings()]
    more, entries = len(entries) > limit, entries[:limit]
    if backwards:
        entries.reverse()
    older, newer = (True, more) if backwards else (more, before is not None)
    return AuditPage(
        entries,
        entries[-1].id if entries and older else None,
        entries[0].id if entries and newer else None,
    )
