"""Reports of warehouses (库存上报): lines as they came, and what they come to beside the book.

What a warehouse has is the last total it told, by its own clock, plus the changes after that one:
the same whatever order its reports arrive in.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import Beside, Explained
from orderhub.stock.statements import Row, execute, fetch

Place = tuple[str, int]
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('stock.report', hashtext(%s)))"
_ADD = """
    INSERT INTO stock_report_lines (warehouse, sku_id, report_no, total, change, at, taken_at)
    SELECT %(house)s, sku_id, %(no)s, total, change, %(at)s, %(now)s
    FROM unnest(%(skus)s::int[], %(totals)s::bigint[], %(changes)s::bigint[])
        AS l (sku_id, total, change)
    ON CONFLICT DO NOTHING RETURNING sku_id
"""
_BEGIN = """
    INSERT INTO stock_report_lines (warehouse, sku_id, report_no, total, change, at, taken_at)
    SELECT %(house)s, sku_id, 'book', coalesce((
        SELECT o.quantity FROM stock_on_hand o
        WHERE o.sku_id = s.sku_id AND o.warehouse = %(house)s), 0), 0, '-infinity', %(now)s
    FROM unnest(%(skus)s::int[]) AS s (sku_id)
    ON CONFLICT DO NOTHING
"""
_FOLD = """
    INSERT INTO stock_reports AS r (warehouse, sku_id, reported, based_at, reported_at, source,
        booked, reserved, unbooked, cause, checked_at)
    SELECT l.warehouse, l.sku_id, greatest(b.total + coalesce(sum(l.change)
            FILTER (WHERE l.at > b.at), 0), 0),
        CASE WHEN b.at = '-infinity' THEN b.taken_at ELSE b.at END,
        max(CASE WHEN l.at = '-infinity' THEN l.taken_at ELSE l.at END), %(source)s, 0, 0, 0,
        'agrees', 'epoch'
    FROM stock_report_lines l, LATERAL (
        SELECT t.total, t.at, t.taken_at FROM stock_report_lines t
        WHERE t.warehouse = l.warehouse AND t.sku_id = l.sku_id AND t.total IS NOT NULL
        ORDER BY t.at DESC, t.taken_at DESC LIMIT 1) b
    WHERE l.warehouse = %(house)s AND l.sku_id = ANY(%(skus)s)
    GROUP BY l.warehouse, l.sku_id, b.total, b.at, b.taken_at
    ON CONFLICT (warehouse, sku_id) DO UPDATE SET reported = excluded.reported,
        based_at = excluded.based_at, reported_at = excluded.reported_at, source = excluded.source
"""
_FORGET = """
    DELETE FROM stock_report_lines l USING stock_reports r
    WHERE l.warehouse = %(house)s AND l.sku_id = ANY(%(skus)s) AND r.warehouse = l.warehouse
        AND r.sku_id = l.sku_id AND l.at < r.based_at AND l.at < %(before)s
"""
# What else than orders changes what is there: this predicate is that of an index.
_BOOKED = "m.kind IN ('count', 'return')"
_BESIDE = f"""
    SELECT r.warehouse, r.sku_id, r.reported, coalesce(o.quantity, 0) AS booked, b.reserved,
        coalesce(m.gone, 0)::bigint AS gone, coalesce(m.came, 0)::bigint AS came,
        coalesce(u.units, 0)::bigint AS unreserved
    FROM stock_reports r JOIN stock_balances b ON b.sku_id = r.sku_id
    LEFT JOIN stock_on_hand o ON o.sku_id = r.sku_id AND o.warehouse = r.warehouse
    LEFT JOIN LATERAL (
        SELECT sum(m.shipped + CASE WHEN m.kind = 'count' AND m.available < 0
                THEN -m.available ELSE 0 END) AS gone,
            sum(m.available) FILTER (WHERE {_BOOKED} AND m.available > 0) AS came
        FROM stock_movements m
        WHERE m.sku_id = r.sku_id AND m.at > r.based_at AND ({_BOOKED} OR m.shipped <> 0)
            AND m.warehouse IN ('', r.warehouse)) m ON true
    LEFT JOIN LATERAL (
        SELECT sum(t.quantity) AS units FROM stock_reservations t
        WHERE t.sku_id = r.sku_id AND t.reason = 'shipped_unreserved'
            AND t.settled_at > coalesce((
                SELECT max(c.at) FROM stock_movements c
                WHERE c.sku_id = r.sku_id AND c.kind = 'count'), '-infinity')) u ON true
"""
_OF_WAREHOUSE = _BESIDE + "WHERE r.warehouse = %(house)s AND r.sku_id = ANY(%(skus)s)"
_DIFFERING = f"""
    {_BESIDE}
    WHERE r.reported <> coalesce(o.quantity, 0) OR r.cause <> 'agrees'
    ORDER BY r.checked_at LIMIT %(limit)s
"""
_WRITE = """
    UPDATE stock_reports r SET booked = e.booked, reserved = e.reserved,
        unbooked = r.reported - e.booked, since = e.since, in_flight = e.in_flight,
        unreserved = e.unreserved, unexplained = e.unexplained, cause = e.cause,
        checked_at = %(now)s
    FROM unnest(%(houses)s::text[], %(skus)s::int[], %(booked)s::bigint[], %(reserved)s::bigint[],
        %(since)s::bigint[], %(in_flight)s::bigint[], %(unreserved)s::bigint[],
        %(unexplained)s::bigint[], %(causes)s::text[])
        AS e (warehouse, sku_id, booked, reserved, since, in_flight, unreserved, unexplained, cause)
    WHERE r.warehouse = e.warehouse AND r.sku_id = e.sku_id
"""
_FAR_OFF = """
    SELECT r.warehouse, s.code, r.unexplained, count(*) OVER (PARTITION BY r.warehouse) AS skus,
        min(r.reported_at) OVER (PARTITION BY r.warehouse) AS since
    FROM stock_reports r JOIN stock_skus s ON s.id = r.sku_id
    WHERE abs(r.unexplained) >= %s ORDER BY r.warehouse, abs(r.unexplained) DESC, s.code
"""


async def take_turns(tx: Tx, warehouse: str) -> None:
    """Reports of one warehouse are folded one after the other, to the end of the transaction."""
    await fetch(tx, _TURN, (warehouse,))


async def add_lines(
    tx: Tx, warehouse: str, report_no: str, units: Mapping[int, tuple[int | None, int]],
    times: tuple[datetime, datetime],
) -> list[int]:  # fmt: skip
    """Keep the lines (SKU → total or None, change) of a report made and taken at `times`; returns
    the SKUs that were new: a report known by its number changes nothing."""
    skus = sorted(units)
    asked = {
        "house": warehouse, "no": report_no, "at": times[0], "now": times[1], "skus": skus,
        "totals": [units[sku][0] for sku in skus], "changes": [units[sku][1] for sku in skus],
    }  # fmt: skip
    return [row["sku_id"] for row in await fetch(tx, _ADD, asked)]


async def without_total(tx: Tx, warehouse: str, skus: Collection[int]) -> set[int]:
    """Those of the SKUs that this warehouse has told no total of."""
    sql = """
        SELECT s.sku_id FROM unnest(%s::int[]) AS s (sku_id)
        WHERE NOT EXISTS (SELECT FROM stock_report_lines l
            WHERE l.sku_id = s.sku_id AND l.warehouse = %s AND l.total IS NOT NULL)
    """
    return {row["sku_id"] for row in await fetch(tx, sql, (list(skus), warehouse))}


async def begin_with_book(tx: Tx, warehouse: str, skus: Collection[int], now: datetime) -> None:
    """Where a warehouse tells changes only, they are counted from the book as it stands."""
    await execute(tx, _BEGIN, {"house": warehouse, "skus": list(skus), "now": now})


async def fold(
    tx: Tx, warehouse: str, skus: Collection[int], source: str, before: datetime
) -> None:
    """Work out what the warehouse has; lines that no longer count and are older than `before` are
    forgotten."""
    asked = {"house": warehouse, "skus": list(skus), "source": source, "before": before}
    await execute(tx, _FOLD, asked)
    await execute(tx, _FORGET, asked)


async def beside(tx: Tx, warehouse: str, skus: Collection[int]) -> dict[Place, Beside]:
    """What these SKUs are judged by, as booked now."""
    rows = await fetch(tx, _OF_WAREHOUSE, {"house": warehouse, "skus": list(skus)})
    return dict(map(_beside, rows))


async def differing(tx: Tx, limit: int) -> dict[Place, Beside]:
    """Everything that differs or did when it was looked at last, the longest unseen first."""
    return dict(map(_beside, await fetch(tx, _DIFFERING, {"limit": limit})))


async def write(tx: Tx, found: Mapping[Place, tuple[Beside, Explained]], now: datetime) -> None:
    """Keep what explains each."""
    places = sorted(found)
    judged = [found[place] for place in places]
    asked: dict[str, Sequence[object] | datetime] = {
        "houses": [house for house, _ in places], "skus": [sku for _, sku in places], "now": now,
        "booked": [one.booked for one, _ in judged], "causes": [why.cause for _, why in judged],
        "reserved": [one.reserved for one, _ in judged],
        **{
            part: [getattr(why, part) for _, why in judged]
            for part in ("since", "in_flight", "unreserved", "unexplained")
        },
    }  # fmt: skip
    await execute(tx, _WRITE, asked)


async def warehouses(tx: Tx) -> set[str]:
    """Warehouses that ever reported."""
    rows = await fetch(tx, "SELECT DISTINCT warehouse FROM stock_reports")
    return {row["warehouse"] for row in rows}


async def far_off(tx: Tx, units: int) -> list[Row]:
    """SKUs whose unexplained part is `units` or more, the worst of each warehouse first."""
    return await fetch(tx, _FAR_OFF, (units,))


def _beside(row: Row) -> tuple[Place, Beside]:
    return (row["warehouse"], row["sku_id"]), Beside(
        booked=row["booked"], reported=row["reported"], left=row["gone"], came=row["came"],
        reserved=row["reserved"], unreserved=row["unreserved"],
    )  # fmt: skip
