"""Stock reports of a warehouse beside the book (库存上报与差异): each difference with its cause."""

from collections.abc import Mapping
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.decide.drift import explain
from orderhub.stock.statements import execute, fetch
from orderhub.stock.store import on_hand, skus

_FACTS = """
    SELECT b.sku_id, b.reserved, coalesce((
        SELECT sum(r.quantity) FROM stock_reservations r
        WHERE r.sku_id = b.sku_id AND r.state = 'released' AND r.reason = 'shipped_unreserved'
            AND r.settled_at > coalesce((
                SELECT max(m.at) FROM stock_movements m
                WHERE m.sku_id = b.sku_id AND m.kind = 'count'), '-infinity')
        ), 0)::int AS unreserved
    FROM stock_balances b WHERE b.sku_id = ANY(%s)
"""
_KEEP = """
    INSERT INTO stock_reports (warehouse, sku_id, reported, booked, reserved, unbooked, cause,
        source, reported_at)
    VALUES (%(warehouse)s, %(sku)s, %(reported)s, %(booked)s, %(reserved)s, %(unbooked)s,
        %(cause)s, %(source)s, %(at)s)
    ON CONFLICT (warehouse, sku_id) DO UPDATE SET reported = excluded.reported,
        booked = excluded.booked, reserved = excluded.reserved, unbooked = excluded.unbooked,
        cause = excluded.cause, source = excluded.source, reported_at = excluded.reported_at
"""


async def report(
    tx: Tx, warehouse: str, units: Mapping[str, int], source: str, at: datetime
) -> list[str]:
    """Keep what a warehouse says it has, by SKU code, with why it differs; nothing is booked.

    Returns codes that are no SKU with a balance.
    """
    ids = await skus.ids_of(tx, units.keys())
    facts = {row["sku_id"]: row for row in await fetch(tx, _FACTS, (list(ids.values()),))}
    there = await on_hand.levels(tx, ids.values())
    for code, sku in sorted(ids.items()):
        if sku not in facts:
            continue
        booked = there.get(sku, {}).get(warehouse, 0)
        known = facts[sku]
        kept = {
            "warehouse": warehouse, "sku": sku, "reported": units[code], "booked": booked,
            "reserved": known["reserved"], "unbooked": units[code] - booked,
            "cause": explain(booked, units[code], known["reserved"], known["unreserved"]),
            "source": source, "at": at,
        }  # fmt: skip
        await execute(tx, _KEEP, kept)
    return sorted(code for code in units if ids.get(code) not in facts)
