"""What other slices look at: an order's present state by its channel number, totals per shop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.model import Flags, Standing, StandingLine

_STATE = sa.text("""
    SELECT number, stage, channel_status, channel_status_raw, total_minor, goods_minor,
        freight_minor, discount_minor, currency, placed_at, paid_at, shipped_at, completed_at,
        ship_by, modified_at, seller_flag, province, city, district, people, attributes,
        (SELECT coalesce(json_agg(json_build_object('sku_code', sku_code, 'quantity', quantity,
            'price_minor', price_minor, 'status_raw', status_raw) ORDER BY position), '[]')
         FROM order_lines l WHERE l.order_id = o.id AND line_no NOT LIKE 'gift:%') AS lines
    FROM orders o WHERE external_no = :external_no AND shop_id = :shop_id
""")
_VERSIONS = sa.text("""
    SELECT external_no, modified_at FROM orders
    WHERE shop_id = :shop_id AND external_no = ANY(:nos)
""")
_TOTALS = sa.text("""
    SELECT shop_id, sum(n)::bigint AS n FROM (
        SELECT shop_id, dimension, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, n FROM order_count_changes
    ) AS counted
    WHERE dimension = 'stage' AND shop_id = ANY(:shops) GROUP BY shop_id
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))

_WAITING = sa.text("""
    SELECT shop_id,
        coalesce(sum(n) FILTER (WHERE dimension = 'stage' AND word IN
            ('awaiting_review', 'to_ship', 'partially_shipped')), 0)::bigint AS waiting,
        coalesce(sum(n) FILTER (WHERE dimension = 'flag' AND word = 'late'), 0)::bigint AS late
    FROM (
        SELECT shop_id, dimension, word, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, word, n FROM order_count_changes
    ) AS counted
    WHERE shop_id = ANY(:shops) GROUP BY shop_id
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))


_LATE = sa.text(
    f"SELECT id FROM orders WHERE id = ANY(:ids) AND flags & {int(Flags.LATE)} <> 0"
).bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))


async def snapshot(tx: Tx, shop_id: int, external_no: str) -> dict[str, Any] | None:
    """Status, money, times, masked people and the channel's lines of one order as they stand, not
    gifts; None: not known."""
    asked = {"shop_id": shop_id, "external_no": external_no}
    row = (await tx.execute(_STATE, asked)).mappings().one_or_none()
    if row is None:
        return None
    said: dict[str, dict[str, Any]] = row["people"] or {}
    people = {name: entry["mask"] for name, entry in said.items()}
    return {**row, "people": people, "lines": list(row["lines"])}


async def versions(tx: Tx, shop_id: int, external_nos: Sequence[str]) -> dict[str, datetime]:
    """The channel's modified time that the hub knows, of those orders that it has."""
    asked = {"shop_id": shop_id, "nos": list(external_nos)}
    return {row.external_no: row.modified_at for row in await tx.execute(_VERSIONS, asked)}


async def totals(tx: Tx, shop_ids: Sequence[int]) -> dict[int, int]:
    """Number of orders per shop, from the counters."""
    found = await tx.execute(_TOTALS, {"shops": list(shop_ids)})
    return {row.shop_id: row.n for row in found}


async def waiting(tx: Tx, shop_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Shop → (orders paid and not wholly shipped, orders past their time to ship), from the
    counters."""
    found = await tx.execute(_WAITING, {"shops": list(shop_ids)})
    return {row.shop_id: (row.waiting, row.late) for row in found}


async def late_among(tx: Tx, order_ids: Sequence[int]) -> list[int]:
    """Those of the orders that are past their time to ship."""
    return list((await tx.execute(_LATE, {"ids": list(order_ids)})).scalars())


_STANDING_COLUMNS = """
    SELECT id, shop_id, channel, number, external_no, stage, flags, channel_status,
        fulfilment_status, after_sale_status, tags, placed_at, paid_at, ship_by, currency,
        total_minor, freight_minor, discount_minor, people,
        province, city, district,
        (SELECT coalesce(json_agg(json_build_object('line_no', line_no, 'sku', sku_code,
            'title', title, 'quantity', quantity, 'price_minor', price_minor, 'closed', closed)
            ORDER BY position), '[]') FROM order_lines l WHERE l.order_id = o.id) AS lines
    FROM orders o
"""
_STANDING = sa.text(f"""{_STANDING_COLUMNS}
    WHERE id = ANY(:ids) OR number = ANY(:refs) OR external_no = ANY(:refs) ORDER BY id
""").bindparams(
    sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)),
    sa.bindparam("refs", type_=pg.ARRAY(sa.Text)),
)


_TO_SHIP = f"""{_STANDING_COLUMNS}
    WHERE shop_id = :shop_id AND stage = 'to_ship' {{earlier}}
    ORDER BY placed_at DESC, id DESC LIMIT :limit
"""
_FIRST_TO_SHIP = sa.text(_TO_SHIP.format(earlier=""))
_NEXT_TO_SHIP = sa.text(_TO_SHIP.format(earlier="AND (placed_at, id) < (:placed_at, :id)"))


async def to_ship(
    tx: Tx, shop_id: int, before: tuple[datetime, int] | None, limit: int
) -> list[Standing]:
    """A shop's orders that are to be shipped, newest first, from those before (placed at, id)."""
    asked: dict[str, Any] = {"shop_id": shop_id, "limit": limit}
    if before is None:
        found = await tx.execute(_FIRST_TO_SHIP, asked)
    else:
        found = await tx.execute(_NEXT_TO_SHIP, {**asked, "placed_at": before[0], "id": before[1]})
    return [_standing(row) for row in found.mappings()]


async def standings(tx: Tx, *, ids: Sequence[int] = (), refs: Sequence[str] = ()) -> list[Standing]:
    """Orders by id, or by their or their channel's number, as they stand; unknown ones are left
    out, and a channel's number may be that of several shops."""
    found = await tx.execute(_STANDING, {"ids": list(ids), "refs": list(refs)})
    return [_standing(row) for row in found.mappings()]


_SHIP_BY = sa.text("""
    SELECT id, ship_by FROM orders WHERE id = ANY(:ids) AND stage = 'to_ship' AND flags & :stops = 0
""").bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))


async def to_ship_by(tx: Tx, ids: Sequence[int], stops: int) -> dict[int, datetime | None]:
    """Those of the orders that are to be shipped and have none of the flags `stops` → by when,
    None where nothing is promised."""
    found = await tx.execute(_SHIP_BY, {"ids": list(ids), "stops": stops})
    return {row.id: row.ship_by for row in found}


_WANTING_LISTING = sa.text("""
    SELECT o.id FROM orders o
    WHERE o.shop_id = :shop AND o.id > :after AND o.stage IN
        ('pending_payment', 'awaiting_review', 'to_ship', 'partially_shipped')
        AND EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id
            AND l.listing_no = :listing AND l.sku_code = :code AND NOT l.closed)
    ORDER BY o.id LIMIT :limit
""")


async def wanting_listing(
    tx: Tx, listing: tuple[int, str, str], after: int, limit: int
) -> list[int]:
    """Ids, rising from `after` on, of open orders with a line of this (shop, listing number,
    merchant code)."""
    shop, listing_no, code = listing
    asked = {"shop": shop, "listing": listing_no, "code": code, "after": after, "limit": limit}
    return list((await tx.execute(_WANTING_LISTING, asked)).scalars())


_PARCELS = sa.text("""
    SELECT DISTINCT ON (data ->> 'parcel') data FROM order_facts
    WHERE order_id = :id AND kind = 'parcel'
    ORDER BY data ->> 'parcel', occurred_at DESC, key DESC
""")


async def parcels(tx: Tx, order_id: int) -> list[dict[str, Any]]:
    """The newest word about each parcel of an order: parcel, step, units, carrier, waybill_no."""
    return [dict(row.data) for row in await tx.execute(_PARCELS, {"id": order_id})]


def _standing(row: Mapping[Any, Any]) -> Standing:
    values: dict[str, Any] = dict(row)
    values["people"] = row["people"] or {}
    values["lines"] = tuple(StandingLine(**line) for line in row["lines"])
    return Standing(**values)
