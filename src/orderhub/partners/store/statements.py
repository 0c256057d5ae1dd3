"""Statements of partners: one row for each (partner, kind, external id), its newest version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.partners.model.statements import Kept, Known, Statement, StatementKind

Name = tuple[StatementKind, str]
TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('partners:' || :partner, 0))")
KNOWN = text("""
    SELECT kind, external_id, version, digest, order_id FROM partners_statements
    WHERE partner = :partner AND external_id = ANY(:ids)
""")
PUT = text("""
    INSERT INTO partners_statements (partner, kind, external_id, version, digest, order_id, data,
        stated_at, changed_at)
    VALUES (:partner, :kind, :external_id, :version, :digest, :order_id, cast(:data AS jsonb),
        :now, :now)
    ON CONFLICT (partner, kind, external_id) DO UPDATE SET version = excluded.version,
        digest = excluded.digest, data = excluded.data, changed_at = excluded.changed_at
""")
OF_ORDERS = text("""
    SELECT partner, kind, external_id, version, order_id, data, stated_at, changed_at
    FROM partners_statements
    WHERE order_id = ANY(:order_ids) AND (cast(:partner AS text) IS NULL OR partner = :partner)
        AND (cast(:kind AS text) IS NULL OR kind = :kind)
    ORDER BY order_id, kind, partner, external_id
""")


async def take_turn(tx: Tx, partner: str) -> None:
    """One batch of a partner at a time, until commit."""
    await tx.execute(TURN, {"partner": partner})


async def known(tx: Tx, partner: str, external_ids: Sequence[str]) -> dict[Name, Known]:
    """What the hub has of these already."""
    found = await tx.execute(KNOWN, {"partner": partner, "ids": list(external_ids)})
    return {
        (StatementKind(row.kind), row.external_id): Known(row.version, row.digest, row.order_id)
        for row in found
    }


async def put(
    tx: Tx, partner: str, rows: Sequence[tuple[Statement, Known, dict[str, Any]]], now: datetime
) -> None:
    """Keep these as the newest versions; data without free text."""
    if rows:
        await tx.execute(PUT, [_row(partner, *one, now) for one in rows])


async def of_orders(
    tx: Tx,
    order_ids: Sequence[int],
    partner: str | None = None,
    kind: StatementKind | None = None,
) -> list[Kept]:
    """What partners said of these orders: of one partner, of one kind, or everything."""
    asked = {"order_ids": list(order_ids), "partner": partner, "kind": kind}
    kept: list[Kept] = []
    for row in (await tx.execute(OF_ORDERS, asked)).mappings():
        values: dict[str, Any] = {str(name): value for name, value in row.items()}
        values["kind"] = StatementKind(row["kind"])
        kept.append(Kept(**values))
    return kept


def _row(
    partner: str, stated: Statement, kept: Known, data: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "partner": partner,
        "kind": stated.kind,
        "external_id": stated.external_id,
        "version": kept.version,
        "digest": kept.digest,
        "order_id": kept.order_id,
        "data": orjson.dumps(data).decode(),
        "now": now,
    }
