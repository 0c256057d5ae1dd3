"""The write path in SQL: lock, COPY new rows, restage changed ones."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from psycopg.rows import dict_row, tuple_row

from orderhub.infra.db import Tx, copy_text
from orderhub.orders.model import Fact
from orderhub.orders.store.rows import (
    ATTRIBUTE_COLUMNS,
    DERIVED_COLUMNS,
    FACT_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    TAG_COLUMNS,
    FactKey,
    Written,
    stated_record,
)

CHUNK = 256 * 1024

_LOCKED = """id, shop_id, channel, number, external_no, version, stage, flags, modified_at, digest,
    learned_at, raw_ref, placed_at"""
_FACT = ", ".join(FACT_COLUMNS)
# `json`, not `jsonb`: a fact's data is kept as the text that it came as.
_STATE = f"""
    WITH fresh AS (
        INSERT INTO order_facts ({_FACT}) SELECT {_FACT} FROM json_to_recordset(%s::json) AS f
            (order_id bigint, source text, kind text, key text, occurred_at timestamptz,
            learned_at timestamptz, actor text, data json, raw_ref bigint)
        ON CONFLICT DO NOTHING RETURNING {_FACT}
    )
    SELECT {_FACT}, true FROM fresh
    UNION ALL
    SELECT {_FACT}, false FROM order_facts WHERE order_id = ANY(ARRAY(SELECT order_id FROM fresh))
"""
_REDERIVE = f"""
    UPDATE orders o SET {", ".join(f"{name} = s.{name}" for name in DERIVED_COLUMNS[1:])}
    FROM json_to_recordset(%s::json) AS s (id bigint, stage text, fulfilment_status text,
        after_sale_status text, flags smallint, priority smallint, seller_flag smallint,
        updated_at timestamptz, version integer)
    WHERE o.id = s.id
"""


async def lock_shop(tx: Tx, shop_id: int) -> None:
    """Writers of one shop's orders take turns until commit, so that an order is new only once."""
    await execute(tx, "SELECT pg_advisory_xact_lock(hashtext('orders.absorb'), %s)", (shop_id,))


async def known(tx: Tx, shop_id: int, external_nos: list[str]) -> dict[str, dict[str, Any]]:
    """The shop's orders among `external_nos`, locked, by external number."""
    sql = f"""
        SELECT {_LOCKED} FROM orders WHERE shop_id = %s AND external_no = ANY(%s)
        ORDER BY id FOR UPDATE
    """
    rows = await fetch(tx, sql, (shop_id, external_nos))
    return {row["external_no"]: row for row in rows}


async def lock_orders(tx: Tx, order_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Orders by id, locked in one order for everybody."""
    sql = f"SELECT {_LOCKED} FROM orders WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
    return await fetch(tx, sql, (sorted(set(order_ids)),))


async def take_ids(tx: Tx, count: int) -> list[int]:
    """So many unused ids of orders."""
    sql = "SELECT nextval('order_ids') FROM generate_series(1, %s)"
    return [order_id for (order_id,) in await _fetch_tuples(tx, sql, (count,))]


async def state_facts(tx: Tx, facts: Sequence[Fact]) -> tuple[set[FactKey], dict[int, list[Fact]]]:
    """Insert facts not known yet about orders that `tx` has locked; returns the keys of those that
    were new, and all facts of the orders they are about. What the statement writes it does not
    read again: those that were there before come from the table."""
    stated = orjson.dumps([stated_record(fact) for fact in facts]).decode()
    fresh: set[FactKey] = set()
    known: dict[int, list[Fact]] = {}
    for *columns, is_new in await _fetch_tuples(tx, _STATE, (stated,)):
        fact = _fact(*columns)
        known.setdefault(fact.order_id, []).append(fact)
        if is_new:
            fresh.add((fact.order_id, fact.source, fact.kind, fact.key))
    return fresh, known


async def load_facts(
    tx: Tx, order_ids: Iterable[int], learned_by: Any = None
) -> dict[int, list[Fact]]:
    """All facts of the orders (or those learned by a moment), grouped by order."""
    sql = f"SELECT {_FACT} FROM order_facts WHERE order_id = ANY(%s)"
    arguments: list[Any] = [list(order_ids)]
    if learned_by is not None:
        sql += " AND learned_at <= %s"
        arguments.append(learned_by)
    grouped: dict[int, list[Fact]] = {}
    for row in await _fetch_tuples(tx, sql, arguments):
        fact = _fact(*row)
        grouped.setdefault(fact.order_id, []).append(fact)
    return grouped


async def copy_orders(tx: Tx, rows: Iterable[str]) -> None:
    await copy_text(tx, "orders", ORDER_COLUMNS, _chunks(rows))


async def copy_details(tx: Tx, written: Written) -> None:
    """COPY what hangs on the orders; an empty kind costs nothing."""
    for table, columns, rows in (
        ("order_lines", LINE_COLUMNS, written.lines),
        ("order_tags", TAG_COLUMNS, written.tags),
        ("order_attribute_index", ATTRIBUTE_COLUMNS, written.attributes),
    ):
        if rows:
            await copy_text(tx, table, columns, _chunks(rows))
    if written.facts:
        await copy_text(tx, "order_facts", FACT_COLUMNS, (b"".join(written.facts),))


async def restage(tx: Tx, written: Written) -> None:
    """Replace canonical rows: whole where a snapshot, verdict or tag came, else what is derived."""
    if written.derived:
        await execute(tx, _REDERIVE, (orjson.dumps(written.derived).decode(),))
    if written.orders:
        await _restage(tx, written.orders)


async def _restage(tx: Tx, rows: Sequence[str]) -> None:
    """Through a table of this connection."""
    await execute(
        tx,
        "CREATE TEMP TABLE IF NOT EXISTS order_staging ON COMMIT DELETE ROWS"
        f" AS SELECT {', '.join(ORDER_COLUMNS)} FROM orders WITH NO DATA",
    )
    await copy_text(tx, "order_staging", ORDER_COLUMNS, _chunks(rows))
    replaced = ", ".join(f"{name} = s.{name}" for name in ORDER_COLUMNS[1:])
    await execute(
        tx,
        "WITH s AS (DELETE FROM order_staging RETURNING *)"
        f" UPDATE orders o SET {replaced} FROM s WHERE o.id = s.id",
    )


async def drop_details(tx: Tx, *, lines_of: list[int], tags_of: list[int]) -> None:
    """Forget lines, tags and searchable attributes that are about to be written anew."""
    for table, ids in (
        ("order_lines", lines_of),
        ("order_attribute_index", lines_of),
        ("order_tags", tags_of),
    ):
        if ids:
            await execute(tx, f"DELETE FROM {table} WHERE order_id = ANY(%s)", (ids,))


async def execute(tx: Tx, sql: str, arguments: Sequence[Any] = ()) -> None:
    await tx.raw.execute(sql.encode(), arguments or None)


async def fetch(tx: Tx, sql: str, arguments: Sequence[Any]) -> list[dict[str, Any]]:
    connection = tx.raw
    async with connection.cursor(row_factory=dict_row, binary=True) as cursor:
        await cursor.execute(sql.encode(), arguments)
        return await cursor.fetchall()


async def _fetch_tuples(tx: Tx, sql: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    async with tx.raw.cursor(row_factory=tuple_row, binary=True) as cursor:
        await cursor.execute(sql.encode(), arguments)
        return await cursor.fetchall()


def _fact(*columns: Any) -> Fact:
    order_id, source, kind, key, occurred, learned, actor, data, raw_ref = columns
    return Fact(
        order_id=order_id,
        source=source,
        kind=kind,
        key=key,
        occurred_at=occurred,
        learned_at=learned,
        data=data,
        actor=actor,
        raw_ref=raw_ref,
    )


def _chunks(rows: Iterable[str]) -> Iterable[bytes]:
    held: list[str] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size > CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()
