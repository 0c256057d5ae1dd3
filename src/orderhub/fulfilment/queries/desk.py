"""What the fulfilment screens ask: parcels, what is told, scans for a person, disagreements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.rows import PACKAGE_COLUMNS, TASK_COLUMNS, package_of, task_of
from orderhub.fulfilment.model.tasks import Task
from orderhub.infra.db import Tx

_SEEN = "(cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))"
PACKAGES = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages
    WHERE {_SEEN} AND (cast(:before AS bigint) IS NULL OR id < :before)
      AND (cast(:q AS text) IS NULL OR number = :q OR external_no = :q OR id IN (
            SELECT package_id FROM waybills WHERE waybill_no = :q))
    ORDER BY id DESC LIMIT :limit
""")
TASKS = text(f"""
    SELECT {TASK_COLUMNS} FROM fulfilment_tasks
    WHERE {_SEEN} AND (cast(:before AS bigint) IS NULL OR id < :before)
      AND (NOT :open OR state <> 'done')
      AND (cast(:q AS text) IS NULL OR number = :q OR external_no = :q)
    ORDER BY id DESC LIMIT :limit
""")
SCANS = text(f"""
    SELECT id, source, order_ref, body, state, reason, number, occurred_at, received_at
    FROM fulfilment_scans
    WHERE state = ANY(:states) AND (shop_id IS NULL AND :all_shops OR {_SEEN})
      AND (shop_id IS NOT NULL OR :all_shops)
      AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
DISAGREEMENTS = text(f"""
    SELECT id, kind, order_id, shop_id, number, external_no, since, found_at, healings, healed_at
    FROM disagreements
    WHERE {_SEEN} AND (cast(:before AS bigint) IS NULL OR id < :before)
      AND (NOT :open OR healed_at IS NULL)
    ORDER BY id DESC LIMIT :limit
""")
COUNTS = text(f"""
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM delivery_waits w
            LEFT JOIN delivery_orders d ON d.order_id = w.order_id
            WHERE w.due_at > :now AND NOT w.apart
              AND (cast(:shops AS integer[]) IS NULL OR w.shop_id = ANY(:shops))
              AND (d.order_id IS NULL OR d.part = 0 AND d.state IN ('planned', 'cancelled'))
            LIMIT 1000) w) AS gathering,
        (SELECT count(*) FROM (SELECT 1 FROM fulfilment_tasks
            WHERE state IN ('refused', 'stopped') AND {_SEEN} LIMIT 1000) t) AS stopped,
        (SELECT count(*) FROM (SELECT 1 FROM fulfilment_tasks
            WHERE state IN ('waiting', 'calling', 'unknown') AND {_SEEN} LIMIT 1000) t) AS waiting,
        (SELECT count(*) FROM (SELECT 1 FROM disagreements
            WHERE healed_at IS NULL AND {_SEEN} LIMIT 1000) d) AS disagreements,
        (SELECT count(*) FROM (SELECT 1 FROM fulfilment_scans
            WHERE state IN ('parked', 'excepted')
              AND (shop_id = ANY(:shops) OR cast(:shops AS integer[]) IS NULL) LIMIT 1000) s
        ) AS scans
""")
WAITING = text("""
    SELECT order_id, shop_id FROM delivery_orders
    WHERE warehouse_id = :warehouse_id AND shop_id = ANY(:shops)
      AND state IN ('sending', 'cancelling')
    LIMIT 10000
""")
Shops = Sequence[int] | None


async def listed_packages(
    tx: Tx, shops: Shops, q: str | None, before: int | None, limit: int
) -> list[Package]:
    """Newest first; `q` is an order's number, the channel's number, or a waybill."""
    asked = {"shops": _ids(shops), "q": q, "before": before, "limit": limit}
    return [package_of(row) for row in (await tx.execute(PACKAGES, asked)).mappings()]


async def listed_tasks(
    tx: Tx, shops: Shops, q: str | None, page: tuple[int | None, int], *, open_only: bool
) -> list[Task]:
    """Newest first; `open_only` leaves out what is done."""
    asked = {
        "shops": _ids(shops),
        "q": q,
        "before": page[0],
        "limit": page[1],
        "open": open_only,
    }
    return [task_of(row) for row in (await tx.execute(TASKS, asked)).mappings()]


async def listed_scans(
    tx: Tx, shops: Shops, states: Sequence[str], before: int | None, limit: int
) -> list[Mapping[Any, Any]]:
    """Newest first. Scans of unknown orders belong to no shop: only who sees all sees them."""
    asked = {
        "shops": _ids(shops),
        "all_shops": shops is None,
        "states": list(states),
        "before": before,
        "limit": limit,
    }
    return list((await tx.execute(SCANS, asked)).mappings())


async def listed_disagreements(
    tx: Tx, shops: Shops, before: int | None, limit: int, *, open_only: bool
) -> list[Mapping[Any, Any]]:
    """Newest first; `open_only` leaves out what is healed."""
    asked = {"shops": _ids(shops), "before": before, "limit": limit, "open": open_only}
    return list((await tx.execute(DISAGREEMENTS, asked)).mappings())


async def counts(tx: Tx, shops: Shops, now: datetime) -> Mapping[Any, Any]:
    """Open things of each kind, at most 1,000 each."""
    return (await tx.execute(COUNTS, {"shops": _ids(shops), "now": now})).mappings().one()


def _ids(shops: Shops) -> list[int] | None:
    return None if shops is None else list(shops)


async def waiting_for(tx: Tx, warehouse_id: int, shops: Sequence[int]) -> dict[int, int]:
    """Order → shop of those that the warehouse was asked to ship or to leave and did not answer."""
    asked = {"warehouse_id": warehouse_id, "shops": list(shops)}
    return {row.order_id: row.shop_id for row in await tx.execute(WAITING, asked)}
