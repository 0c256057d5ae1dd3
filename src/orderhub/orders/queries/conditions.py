"""A search as conditions on the order row."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.orders.lanes import LANES
from orderhub.orders.model import OPEN_STAGES
from orderhub.orders.queries.filters import DATES, MaskedPhone, OrderFilter, Search, Sort, flag_mask
from orderhub.orders.queries.tables import attributes, lines, orders

Condition = sa.ColumnElement[bool]


def any_of(column: sa.ColumnElement[Any], values: Iterable[Any], kind: Any = sa.Text) -> Condition:
    """`column = ANY(values)`, one text for any number; one value is `=`: it keeps index order."""
    values = list(values)
    if len(values) == 1:
        return column == sa.literal(values[0], kind)
    return column == sa.any_(sa.literal(values, pg.ARRAY(kind)))


def on_scope(search: Search) -> list[Condition]:
    """The shop scope: part of every query."""
    return [] if search.shops is None else [any_of(orders.c.shop_id, search.shops, sa.Integer)]


def on_stage(search: Search) -> list[Condition]:
    return [any_of(orders.c.stage, search.filter.stages)] if search.filter.stages else []


def on_keys(search: Search) -> list[Condition]:
    """Conditions on numbers and blind keys: each finds few rows by its own index."""
    keys = search.keys
    pairs = (
        (orders.c.id, keys.ids, sa.BigInteger),
        (orders.c.last4_key, keys.last4, sa.LargeBinary),
        (orders.c.buyer_key, keys.buyer, sa.LargeBinary),
    )
    found = [any_of(column, values, kind) for column, values, kind in pairs if values is not None]
    if keys.phone is not None:
        whole = any_of(orders.c.phone_key, keys.phone, sa.LargeBinary)
        found.append(whole if keys.masked is None else whole | on_mask(keys.masked))
    return found


def on_mask(phone: MaskedPhone) -> Condition:
    """The channel gave a mask, alone or beside ciphertext, and it fits: the same last four digits,
    the same first ones."""
    given = orders.c.people["recipient_phone"]
    return sa.and_(
        orders.c.last4_key == phone.last4,
        given["strength"].as_string().in_([sa.literal_column("'1'"), sa.literal_column("'2'")]),
        given["mask"].as_string().startswith(phone.head),
    )


def on_tags(names: Iterable[str]) -> list[Condition]:
    wanted = list(names)
    return [orders.c.tags.contains(sa.literal(wanted, pg.ARRAY(sa.Text)))] if wanted else []


def on_sku(sku: str) -> list[Condition]:
    if not sku:
        return []
    line = sa.select(sa.literal(1)).where(lines.c.order_id == orders.c.id, lines.c.sku_code == sku)
    return [line.exists()]


def on_attributes(pairs: Iterable[tuple[str, str]]) -> list[Condition]:
    return [
        sa.select(sa.literal(1))
        .where(
            attributes.c.order_id == orders.c.id,
            attributes.c.attribute == name,
            attributes.c.value == value,
        )
        .exists()
        for name, value in pairs
    ]


def on_row(wanted: OrderFilter) -> list[Condition]:
    """Conditions that no lane of the index catalogue starts from."""
    row = orders.c
    found: list[Condition] = []
    if wanted.channels:
        found.append(any_of(row.channel, wanted.channels))
    if wanted.without_tags:
        found.append(~row.tags.overlap(sa.literal(list(wanted.without_tags), pg.ARRAY(sa.Text))))
    if wanted.priorities:
        found.append(any_of(row.priority, wanted.priorities, sa.Integer))
    if wanted.seller_flags:
        found.append(any_of(row.seller_flag, wanted.seller_flags, sa.Integer))
    if wanted.provinces:
        found.append(any_of(row.province, wanted.provinces))
    if wanted.has_note is not None:
        found.append(row.has_note.is_(wanted.has_note))
    if wanted.presale is not None:
        found.append(row.presale.is_(wanted.presale))
    found += on_lane(wanted) + on_flags(wanted.flags)
    return found + on_amount(wanted) + on_dates(wanted)


# Written out, not bound: the planner has to see that the partial index of flags covers it.
FLAGGED = orders.c.flags != sa.literal_column("0")


def on_lane(wanted: OrderFilter) -> list[Condition]:
    """Stage and flags of one lane."""
    if wanted.lane is None:
        return []
    rule = LANES[wanted.lane]
    found = [any_of(orders.c.stage, rule.stages)]
    if rule.having:
        found += [FLAGGED, orders.c.flags.op("&")(rule.having) != sa.literal_column("0")]
    if rule.lacking:
        found.append(orders.c.flags.op("&")(rule.lacking) == sa.literal_column("0"))
    return found


def on_flags(names: tuple[str, ...]) -> list[Condition]:
    """Any of the flags."""
    if not names:
        return []
    return [FLAGGED, orders.c.flags.op("&")(flag_mask(names)) != sa.literal_column("0")]


def on_placed(wanted: OrderFilter, at: sa.ColumnElement[Any]) -> list[Condition]:
    """Bounds of the time placed, on a copy of it in another table."""
    if wanted.date != "placed":
        return []
    found: list[Condition] = []
    if wanted.since is not None:
        found.append(at >= wanted.since)
    if wanted.until is not None:
        found.append(at < wanted.until)
    return found


def on_amount(wanted: OrderFilter) -> list[Condition]:
    total = orders.c.total_minor
    found: list[Condition] = []
    if wanted.amount_from is not None:
        found.append(total >= wanted.amount_from)
    if wanted.amount_to is not None:
        found.append(total <= wanted.amount_to)
    return found


def on_dates(wanted: OrderFilter) -> list[Condition]:
    """Bounds of the chosen instant. An order is placed before it is paid or shipped, so the
    upper bound holds for `placed_at` too, where the index is."""
    column = DATES[wanted.date]
    found: list[Condition] = []
    if wanted.since is not None:
        found.append(column >= wanted.since)
    if wanted.until is not None:
        found.append(column < wanted.until)
        if wanted.date in ("paid", "shipped"):
            found.append(orders.c.placed_at < wanted.until)
    return found


def on_sort(sort: Sort) -> list[Condition]:
    """Sorted by the ship-by clock means: only orders whose clock runs, as in its partial index."""
    if sort.name != "ship_by":
        return []
    # Written out, not bound: the planner has to see that the partial index covers it.
    clocked: list[sa.ColumnElement[str]] = [
        sa.literal_column(f"'{stage.value}'") for stage in sorted(OPEN_STAGES)
    ]
    return [orders.c.stage.in_(clocked), orders.c.ship_by.is_not(None)]


def everything(search: Search) -> list[Condition]:
    """All conditions of a search on the order row."""
    wanted = search.filter
    return [
        *on_scope(search),
        *on_stage(search),
        *on_keys(search),
        *on_tags(wanted.tags),
        *on_sku(wanted.sku),
        *on_attributes(wanted.attributes),
        *on_row(wanted),
    ]
