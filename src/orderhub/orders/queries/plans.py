"""Which index a search starts from: pure, one statement a search.

Every plan walks an index in the order of the page and stops when the page is full. Where several
shops or stages are asked for, each is a lane of its own and the lanes are merged, so that a rare
shop costs no more than a busy one.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.kernel.words import Stage
from orderhub.orders.lanes import LANES
from orderhub.orders.queries import conditions as on
from orderhub.orders.queries.cursors import Cursor
from orderhub.orders.queries.filters import FLAG_BITS, OrderFilter, Search, Sort, flag_mask
from orderhub.orders.queries.tables import ROW_COLUMNS, attributes, lines, orders, tags

Column = sa.ColumnElement[Any]
Rows = sa.Select[*tuple[Any, ...]]
Pairs = sa.Select[Any, Any]  # id, and the value the page is sorted by
ALL_FLAGS = sum(FLAG_BITS.values())
ALL_STAGES = tuple(stage.value for stage in Stage)


def page(search: Search, sort: Sort, cursor: Cursor | None, limit: int) -> Rows:
    """The rows of one page, in page order (reversed when the cursor looks backward)."""
    edge = _Edge(sort, cursor)
    found = _candidates(search, sort, edge, limit).subquery("found")
    ordered = edge.order(found.c.at, found.c.id)
    return (
        sa.select(*(orders.c[column.name] for column in ROW_COLUMNS))
        .join_from(found, orders, orders.c.id == found.c.id)
        .order_by(*ordered)
    )


def ids(search: Search, limit: int) -> Pairs:
    """(id, number) of the orders of a search, newest first."""
    sort = Sort("-placed_at")
    found = _candidates(search, sort, _Edge(sort, None), limit).subquery("found")
    return sa.select(orders.c.id, orders.c.number).join_from(
        found, orders, orders.c.id == found.c.id
    )


def export(search: Search, columns: tuple[Column, ...]) -> Rows:
    """Every order of a search, newest first, for a server-side cursor."""
    found = sa.select(*columns).where(*on.everything(search))
    return found.order_by(orders.c.placed_at.desc(), orders.c.id.desc())


class _Edge:
    """Where the page begins, and which way it runs."""

    def __init__(self, sort: Sort, cursor: Cursor | None) -> None:
        self.cursor = cursor
        self.descending = sort.descending != (cursor is not None and cursor.backward)

    def order(self, at: Column, row_id: Column) -> tuple[Column, Column]:
        return (at.desc(), row_id.desc()) if self.descending else (at.asc(), row_id.asc())

    def past(self, at: Column, row_id: Column) -> list[on.Condition]:
        if self.cursor is None:
            return []
        here = sa.tuple_(at, row_id)
        edge = sa.tuple_(
            sa.literal(self.cursor.value, at.type), sa.literal(self.cursor.id, row_id.type)
        )
        return [here < edge if self.descending else here > edge]


def _candidates(search: Search, sort: Sort, edge: _Edge, limit: int) -> Pairs:
    wanted = search.filter
    if search.keys.given:
        return _by_keys(search, sort, edge, limit)
    if sort.name != "placed_at":
        return _by_row(search, sort, edge, limit)
    if wanted.tags:
        return _by_tag(search, edge, limit)
    if wanted.sku:
        return _by_sku(search, edge, limit)
    if wanted.attributes:
        return _by_attribute(search, edge, limit)
    if wanted.flags or _lane_bits(wanted):
        return _by_flag(search, edge, limit)
    if search.shops is None and not _stages(wanted)[1:]:
        return _by_row(search, sort, edge, limit)
    return _by_lanes(search, edge, limit)


def _by_keys(search: Search, sort: Sort, edge: _Edge, limit: int) -> Pairs:
    """Few rows by their own keys, then sorted.

    Materialized, because a page limit tempts the planner to walk by date instead.
    """
    where = [*on.everything(search), *on.on_sort(sort)]
    few = (
        sa.select(orders.c.id, sort.column.label("at"))
        .where(*where)
        .cte("few")
        .prefix_with("MATERIALIZED")
    )
    return (
        sa.select(few.c.id, few.c.at)
        .where(*edge.past(few.c.at, few.c.id))
        .order_by(*edge.order(few.c.at, few.c.id))
        .limit(limit)
    )


def _by_row(search: Search, sort: Sort, edge: _Edge, limit: int) -> Pairs:
    where = [*on.everything(search), *on.on_sort(sort), *edge.past(sort.column, orders.c.id)]
    return (
        sa.select(orders.c.id, sort.column.label("at"))
        .where(*where)
        .order_by(*edge.order(sort.column, orders.c.id))
        .limit(limit)
    )


def _by_lanes(search: Search, edge: _Edge, limit: int) -> Pairs:
    """One lane for each (shop, stage), or for each stage when every shop is asked for."""
    wanted = search.filter
    stages = _each("stage", _stages(wanted) or ALL_STAGES, sa.Text)
    lanes: sa.FromClause = stages
    where: list[on.Condition] = [orders.c.stage == stages.c.stage]
    if search.shops is not None:
        shops = _each("shop_id", search.shops, sa.Integer)
        lanes = shops.join(stages, sa.true())
        where.append(orders.c.shop_id == shops.c.shop_id)
    rest = [*on.on_row(wanted), *on.on_keys(search)]
    inner = sa.select(orders.c.id, orders.c.placed_at.label("at")).where(*where, *rest)
    return _merge(lanes, inner, edge, limit)


def _by_flag(search: Search, edge: _Edge, limit: int) -> Pairs:
    """One lane for each set of flags that holds one of those asked for."""
    mask = flag_mask(search.filter.flags) or _lane_bits(search.filter)
    sets = tuple(bits for bits in range(1, ALL_FLAGS + 1) if bits & mask)
    flags = _each("flags", sets, sa.SmallInteger)
    rest = [
        *on.on_scope(search),
        *on.on_stage(search),
        *on.on_row(replace(search.filter, flags=())),
    ]
    inner = sa.select(orders.c.id, orders.c.placed_at.label("at")).where(
        orders.c.flags == flags.c.flags, on.FLAGGED, *rest
    )
    return _merge(flags, inner, edge, limit)


def _by_tag(search: Search, edge: _Edge, limit: int) -> Pairs:
    first, *others = search.filter.tags
    inner = sa.select(tags.c.order_id.label("id"), tags.c.placed_at.label("at"))
    where = [tags.c.tag == first, *on.on_placed(search.filter, tags.c.placed_at)]
    rest = [*_beside_source(search), *on.on_tags(others), *on.on_sku(search.filter.sku)]
    rest += on.on_attributes(search.filter.attributes)
    if rest:
        inner = inner.join_from(tags, orders, orders.c.id == tags.c.order_id)
    if search.shops is None:
        return _straight(inner.where(*where, *rest), tags, edge, limit)
    shops = _each("shop_id", search.shops, sa.Integer)
    inner = inner.where(*where, tags.c.shop_id == shops.c.shop_id, *rest)
    return _merge(shops, inner, edge, limit, source=tags)


def _by_sku(search: Search, edge: _Edge, limit: int) -> Pairs:
    rest = [*_beside_source(search), *on.on_attributes(search.filter.attributes)]
    rest += on.on_scope(search)
    inner = sa.select(lines.c.order_id.label("id"), lines.c.placed_at.label("at"))
    if rest:
        inner = inner.join_from(lines, orders, orders.c.id == lines.c.order_id)
    where = [lines.c.sku_code == search.filter.sku]
    where += on.on_placed(search.filter, lines.c.placed_at)
    return _straight(inner.where(*where, *rest).distinct(), lines, edge, limit)


def _by_attribute(search: Search, edge: _Edge, limit: int) -> Pairs:
    (name, value), *others = search.filter.attributes
    rest = [*_beside_source(search), *on.on_attributes(others), *on.on_scope(search)]
    inner = sa.select(attributes.c.order_id.label("id"), attributes.c.placed_at.label("at"))
    if rest:
        inner = inner.join_from(attributes, orders, orders.c.id == attributes.c.order_id)
    where = [attributes.c.attribute == name, attributes.c.value == value]
    where += on.on_placed(search.filter, attributes.c.placed_at)
    return _straight(inner.where(*where, *rest), attributes, edge, limit)


def _stages(wanted: OrderFilter) -> tuple[str, ...]:
    """Stages to walk: those asked for, else those of the lane."""
    if wanted.stages or wanted.lane is None:
        return wanted.stages
    return LANES[wanted.lane].stages


def _lane_bits(wanted: OrderFilter) -> int:
    return LANES[wanted.lane].having if wanted.lane else 0


def _beside_source(search: Search) -> list[on.Condition]:
    """What is left for the order row when another table's index bounds the time it was placed."""
    wanted = search.filter
    if wanted.date == "placed":
        wanted = replace(wanted, since=None, until=None)
    return [*on.on_stage(search), *on.on_row(wanted)]


def _each(column: str, values: tuple[Any, ...], kind: Any) -> sa.TableValuedAlias:
    array = sa.literal(list(values), pg.ARRAY(kind))
    return sa.func.unnest(array).table_valued(sa.column(column, kind)).render_derived()


def _straight(inner: Pairs, source: sa.TableClause, edge: _Edge, limit: int) -> Pairs:
    at, row_id = source.c.placed_at, source.c.order_id
    return inner.where(*edge.past(at, row_id)).order_by(*edge.order(at, row_id)).limit(limit)


def _merge(
    lanes: sa.FromClause, inner: Pairs, edge: _Edge, limit: int, source: sa.TableClause = orders
) -> Pairs:
    row_id = source.c.id if source is orders else source.c.order_id
    at = source.c.placed_at
    lane = inner.where(*edge.past(at, row_id)).order_by(*edge.order(at, row_id)).limit(limit)
    each = lane.correlate(*_bases(lanes)).lateral("lane")
    return (
        sa.select(each.c.id, each.c.at)
        .select_from(lanes.join(each, sa.true()))
        .order_by(*edge.order(each.c.at, each.c.id))
        .limit(limit)
    )


def _bases(lanes: sa.FromClause) -> list[sa.FromClause]:
    return [lanes.left, lanes.right] if isinstance(lanes, sa.Join) else [lanes]
