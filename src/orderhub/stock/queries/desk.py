"""Listings, shortages and differences as the desks show them, in the caller's shops only."""

from collections.abc import Sequence
from dataclasses import dataclass

from orderhub.infra.db import Tx
from orderhub.stock.statements import Row, fetch

_LISTINGS = """
    SELECT l.id, l.shop_id, l.listing_no, l.sku_no, l.sku_code, l.title, l.spec, l.item_id,
        l.mapped_by, l.version, l.seen_at, s.code, s.title AS sku_title,
        coalesce(w.orders, 0) AS orders, p.state, p.quantity AS told, p.told_at, p.due_at,
        p.trouble_code, p.trouble
    FROM stock_listings l LEFT JOIN stock_skus s ON s.id = l.item_id
    LEFT JOIN stock_publications p ON p.listing_id = l.id
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT r.order_id) AS orders FROM stock_reservations r
        WHERE r.listing_id = l.id AND r.state = 'unmapped') w ON true
    WHERE (%(shops)s::int[] IS NULL OR l.shop_id = ANY(%(shops)s))
      AND (%(item)s::int IS NULL OR l.item_id = %(item)s)
      AND (%(mapped)s::boolean IS NULL OR (l.item_id IS NOT NULL) = %(mapped)s)
      AND (%(number)s::text IS NULL OR EXISTS (
        SELECT FROM stock_reservations r
        WHERE r.listing_id = l.id AND r.state = 'unmapped' AND r.number = %(number)s))
      AND (%(before)s::bigint IS NULL OR l.id < %(before)s)
    ORDER BY l.id DESC LIMIT %(limit)s
"""
_SHORT = """
    SELECT r.order_id, r.line_no, r.number, r.shop_id, r.quantity, r.priority, r.taken_at,
        s.id AS sku_id, s.code, s.title, b.available, b.reserved,
        count(*) OVER (PARTITION BY r.sku_id ORDER BY r.priority DESC, r.order_id, r.line_no)
            AS place
    FROM stock_reservations r JOIN stock_skus s ON s.id = r.sku_id
    JOIN stock_balances b ON b.sku_id = r.sku_id
    WHERE r.state = 'short'
"""
_SHORTAGES = f"""
    SELECT * FROM ({_SHORT}) q
    WHERE (%(shops)s::int[] IS NULL OR shop_id = ANY(%(shops)s))
    ORDER BY priority DESC, order_id, line_no LIMIT %(limit)s
"""
_REPORTS = """
    SELECT r.warehouse, s.id AS sku_id, s.code, s.title, r.reported, r.booked, r.reserved,
        r.unbooked, r.since, r.in_flight, r.unreserved, r.unexplained,
        r.unreserved + r.unexplained AS to_take, r.cause, r.source, r.reported_at, r.checked_at
    FROM stock_reports r JOIN stock_skus s ON s.id = r.sku_id
    WHERE (%(all)s OR r.cause <> 'agrees')
    ORDER BY abs(r.unexplained) DESC, abs(r.unbooked) DESC, s.code, r.warehouse LIMIT %(limit)s
"""
_SUMMARY = """
    SELECT (SELECT count(*) FROM stock_skus) AS skus,
        (SELECT count(*) FROM stock_balances b JOIN stock_skus s ON s.id = b.sku_id
            WHERE b.available <= s.safety) AS low,
        (SELECT count(DISTINCT order_id) FROM stock_reservations WHERE state = 'short'
            AND (%(shops)s::int[] IS NULL OR shop_id = ANY(%(shops)s))) AS short_orders,
        (SELECT count(*) FROM stock_listings WHERE item_id IS NULL
            AND (%(shops)s::int[] IS NULL OR shop_id = ANY(%(shops)s))) AS unmapped,
        (SELECT count(*) FROM stock_publications p JOIN stock_listings l ON l.id = p.listing_id
            WHERE p.trouble_code <> ''
            AND (%(shops)s::int[] IS NULL OR l.shop_id = ANY(%(shops)s))) AS untold,
        (SELECT count(*) FROM stock_reports WHERE cause = 'unexplained') AS unexplained,
        (SELECT count(*) FROM stock_returns WHERE sku_id IS NULL
            AND (%(shops)s::int[] IS NULL OR shop_id = ANY(%(shops)s))) AS unknown_returns
"""
Shops = Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Which:
    """Listings mapped or not, of one item, waited for by the order of this number; None: any."""

    mapped: bool | None = None
    item: int | None = None
    number: str | None = None


async def listings(
    tx: Tx, shops: Shops, which: Which, before: int | None = None, limit: int = 50
) -> list[Row]:
    """Listings, newest first, with what they were told and the orders that wait for them."""
    asked = {"mapped": which.mapped, "item": which.item, "number": which.number}
    page = {"shops": _ids(shops), "before": before, "limit": limit}
    return await fetch(tx, _LISTINGS, {**asked, **page})


async def shortages(tx: Tx, shops: Shops, limit: int) -> list[Row]:
    """Order lines that wait for goods, first in line first; `place` counts the whole queue of the
    SKU, foreign shops too."""
    return await fetch(tx, _SHORTAGES, {"shops": _ids(shops), "limit": limit})


async def reports(tx: Tx, *, agreeing: bool, limit: int) -> list[Row]:
    """What warehouses reported last, what nobody can explain first."""
    return await fetch(tx, _REPORTS, {"all": agreeing, "limit": limit})


async def summary(tx: Tx, shops: Shops) -> Row:
    """Figures for the head of the screen."""
    return (await fetch(tx, _SUMMARY, {"shops": _ids(shops)}))[0]


def _ids(shops: Shops) -> list[int] | None:
    return None if shops is None else list(shops)
