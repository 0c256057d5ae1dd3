"""What each listing was told to sell, and what is due to be told (库存发布)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from orderhub.infra.db import Tx
from orderhub.stock.statements import Row, execute, fetch
from orderhub.stock.store.reservations import TAKEN

_BEGIN = """
    INSERT INTO stock_publications (listing_id)
    SELECT l.id FROM stock_listings l
    JOIN stock_shops s ON s.shop_id = l.shop_id AND s.publish AND s.active
    WHERE l.item_id IS NOT NULL AND l.listing_no <> ''
        AND NOT EXISTS (SELECT 1 FROM stock_publications p WHERE p.listing_id = l.id)
    ON CONFLICT DO NOTHING
"""
# A listing's `seen` is the sum of its parts' versions: it grows with every change of any of them.
_NOTICE = """
    WITH news AS MATERIALIZED (
        SELECT p.listing_id, v.version FROM stock_publications p
        JOIN stock_listings l ON l.id = p.listing_id
        JOIN stock_shops s ON s.shop_id = l.shop_id AND s.publish AND s.active
        JOIN LATERAL (
            SELECT sum(b.version) + l.version AS version
            FROM stock_parts q JOIN stock_balances b ON b.sku_id = q.sku_id
            WHERE q.item_id = l.item_id) v ON v.version IS NOT NULL
        WHERE p.seen <> v.version FOR UPDATE OF p SKIP LOCKED
    )
    UPDATE stock_publications p SET seen = n.version, changed_at = %(now)s,
        due_at = CASE WHEN p.state = 'sending' THEN p.due_at
            ELSE least(p.due_at, %(due)s) END
    FROM news n WHERE n.listing_id = p.listing_id
"""
_CLAIM = """
    UPDATE stock_publications p SET due_at = %(until)s
    FROM (
        SELECT p.listing_id, p.state AS before FROM stock_publications p
        JOIN stock_listings l ON l.id = p.listing_id AND l.item_id IS NOT NULL
        JOIN stock_shops s ON s.shop_id = l.shop_id AND s.publish AND s.active
        WHERE p.due_at <= %(now)s AND l.shop_id = ANY(%(shops)s)
        ORDER BY p.due_at LIMIT %(limit)s FOR UPDATE OF p SKIP LOCKED
    ) due, stock_listings l
    WHERE p.listing_id = due.listing_id AND l.id = p.listing_id
    RETURNING p.listing_id, l.shop_id, l.listing_no, l.sku_no, l.sku_code, l.item_id, p.sent,
        p.request_no, p.seen, due.before, p.attempts
"""
_OF_ITEMS = """
    SELECT p.listing_id, l.shop_id, l.item_id, p.state, p.quantity, p.sent, p.told_at, p.changed_at,
        p.part, p.part_since, p.part_of
    FROM stock_publications p JOIN stock_listings l ON l.id = p.listing_id
    JOIN stock_shops s ON s.shop_id = l.shop_id AND s.publish AND s.active
    WHERE l.item_id = ANY(%s)
"""
# Rows are locked by id, so that no two who look again wait for each other in a circle.
_WAKE_OTHERS = """
    WITH listed AS MATERIALIZED (
        SELECT p.listing_id FROM stock_listings mine
        JOIN stock_listings l ON l.item_id = mine.item_id
        JOIN stock_publications p ON p.listing_id = l.id
        WHERE mine.id = %(id)s ORDER BY p.listing_id FOR UPDATE OF p
    )
    UPDATE stock_publications p SET seen = -1 FROM listed o
    WHERE o.listing_id = p.listing_id AND p.listing_id <> %(id)s
"""
_LOOK_AGAIN = """
    WITH listed AS MATERIALIZED (
        SELECT p.listing_id FROM stock_publications p JOIN stock_listings l ON l.id = p.listing_id
        WHERE l.item_id = ANY(%(skus)s)
            OR l.item_id IN (SELECT item_id FROM stock_parts WHERE sku_id = ANY(%(skus)s))
            OR l.item_id IN (SELECT item_id FROM stock_listings WHERE shop_id = %(shop)s)
        ORDER BY p.listing_id FOR UPDATE OF p
    )
    UPDATE stock_publications p SET seen = -1, part = NULL FROM listed o
    WHERE o.listing_id = p.listing_id
"""
_TAKEN_SINCE = f"""
    SELECT w.listing_id, t.taken
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::timestamptz[])
        AS w (listing_id, shop_id, item_id, since), LATERAL ({TAKEN}) AS t
"""
_SENDING = """
    UPDATE stock_publications SET state = 'sending', sent = %s, request_no = %s
    WHERE listing_id = %s
"""
_TOLD = """
    UPDATE stock_publications SET state = 'told', quantity = %(quantity)s, told_at = %(now)s,
        attempts = 0, trouble_code = '', trouble = '',
        due_at = CASE WHEN changed_at > %(begun)s THEN %(due)s ELSE %(again)s END
    WHERE listing_id = %(id)s
"""
_PART = """
    UPDATE stock_publications SET part = %(part)s, part_since = %(since)s, part_of = %(of)s
    WHERE listing_id = %(id)s
"""
_FAILED = """
    UPDATE stock_publications SET state = %(state)s, attempts = attempts + 1,
        trouble_code = %(code)s, trouble = %(detail)s, due_at = %(due)s
    WHERE listing_id = %(id)s
"""


async def notice(tx: Tx, now: datetime, due: datetime) -> None:
    """Find listings whose goods changed since they were last looked at; they are due at `due` at
    the latest, so that many changes within that time are told once."""
    await execute(tx, _BEGIN)
    await execute(tx, _NOTICE, {"now": now, "due": due})


async def claim(tx: Tx, shops: Collection[int], now: datetime, hold: timedelta) -> list[Row]:
    """Take listings that are due, of shops that can be told, until `now` + `hold`."""
    asked = {"shops": list(shops), "now": now, "until": now + hold, "limit": 40}
    return await fetch(tx, _CLAIM, asked)


async def taken_since(tx: Tx, rows: Collection[Row], since: str = "told_at") -> dict[int, int]:
    """Listing → units that the shop's own orders took since it was told, or since another instant
    of the row: its channel has taken them off by itself."""
    asked = [row for row in rows if row[since] is not None]
    if not asked:
        return {}
    columns = ("listing_id", "shop_id", "item_id", since)
    found = await fetch(tx, _TAKEN_SINCE, [[row[name] for row in asked] for name in columns])
    return {row["listing_id"]: row["taken"] for row in found}


async def of_items(tx: Tx, items: Collection[int]) -> list[Row]:
    """What all listings of these items were told, of shops whose channels are told quantities."""
    return await fetch(tx, _OF_ITEMS, (list(items),)) if items else []


async def wake_others(tx: Tx, listing_id: int) -> None:
    """Look again at the other listings of the same item; shares stay as they were worked out."""
    await execute(tx, _WAKE_OTHERS, {"id": listing_id})


async def sending(tx: Tx, listing_id: int, quantity: int, request_no: str) -> None:
    """The request is kept before it leaves."""
    await execute(tx, _SENDING, (quantity, request_no, listing_id))


async def put_part(tx: Tx, listing_id: int, part: int, since: datetime, counted: int) -> None:
    """The units that are the listing's own from now on, out of so many that were counted."""
    await execute(tx, _PART, {"id": listing_id, "part": part, "since": since, "of": counted})


async def told(
    tx: Tx,
    listing_id: int,
    quantity: int,
    begun: datetime,
    times: Sequence[datetime],
    again: datetime | None = None,
) -> None:
    """The channel has it; what changed since `begun` is due again at `times[1]`, else at
    `again`."""
    asked = {"id": listing_id, "quantity": quantity, "begun": begun, "again": again}
    await execute(tx, _TOLD, {**asked, "now": times[0], "due": times[1]})


async def failed(
    tx: Tx, listing_id: int, state: str, why: tuple[str, str], due: datetime | None
) -> None:
    """It did not go well: `state` says how, `due` when to ask again."""
    asked = {"id": listing_id, "state": state, "code": why[0], "detail": why[1][:300], "due": due}
    await execute(tx, _FAILED, asked)


async def look_again(tx: Tx, *, shop_id: int | None = None, sku_ids: Collection[int] = ()) -> None:
    """What is offered of a shop's goods, or of some SKUs, is worked out anew, at every shop: a
    larger share is at the cost of the others."""
    await execute(tx, _LOOK_AGAIN, {"shop": shop_id, "skus": list(sku_ids)})
