"""The write path in SQL: lock, COPY new rows, restage changed ones."""

from collections.abc import Iterable, Sequence
from typing import Any

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
    Written,
    stated_row,
)

CHUNK = 256 * 1024

_LOCKED = """id, shop_id, channel, number, external_no, version, stage, flags, modified_at, digest,
    learned_at, raw_ref, placed_at"""


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
    sql = b"SELECT nextval('order_ids') FROM generate_series(1, %s)"
    async with tx.raw.cursor(row_factory=tuple_row, binary=True) as cursor:
        await cursor.execute(sql, (count,))
        return [order_id for (order_id,) in await cursor.fetchall()]


async def insert_facts(tx: Tx, facts: Sequence[Fact]) -> set[tuple[int, str, str, str]]:
    """Insert facts not known yet; returns the keys of those that were new. By COPY through a table
    of this connection: arrays as parameters cost a fifth of the fold (`bench facts`)."""
    await execute(
        tx,
        "CREATE TEMP TABLE IF NOT EXISTS fact_staging (LIKE order_facts) ON COMMIT DELETE ROWS",
    )
    rows = b"".join([stated_row(fact) for fact in facts])
    await copy_text(tx, "fact_staging", FACT_COLUMNS, (rows,))
    columns = ", ".join(FACT_COLUMNS)
    sql = f"""
        INSERT INTO order_facts ({columns}) SELECT {columns} FROM fact_staging
        ON CONFLICT DO NOTHING RETURNING order_id, source, kind, key
    """
    fresh = await fetch(tx, sql, ())
    await execute(tx, "DELETE FROM fact_staging")
    return {(row["order_id"], row["source"], row["kind"], row["key"]) for row in fresh}


async def load_facts(
    tx: Tx, order_ids: Iterable[int], learned_by: Any = None
) -> dict[int, list[Fact]]:
    """All facts of the orders (or those learned by a moment), grouped by order."""
    sql = f"SELECT {', '.join(FACT_COLUMNS)} FROM order_facts WHERE order_id = ANY(%s)"
    arguments: list[Any] = [list(order_ids)]
    if learned_by is not None:
        sql += " AND learned_at <= %s"
        arguments.append(learned_by)
    connection = tx.raw
    grouped: dict[int, list[Fact]] = {}
    async with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        await cursor.execute(sql, arguments)
        for row in await cursor.fetchall():
            order_id, source, kind, key, occurred, learned, actor, data, raw_ref = row
            fact = Fact(
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
            grouped.setdefault(order_id, []).append(fact)
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
    await _restage(tx, "order_staging", ORDER_COLUMNS, written.orders)
    await _restage(tx, "derived_staging", DERIVED_COLUMNS, written.derived)


async def _restage(tx: Tx, staging: str, columns: Sequence[str], rows: Sequence[str]) -> None:
    """Through a staging table of this connection."""
    if not rows:
        return
    await execute(
        tx,
        f"CREATE TEMP TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS"
        f" AS SELECT {', '.join(columns)} FROM orders WITH NO DATA",
    )
    await copy_text(tx, staging, columns, _chunks(rows))
    replaced = ", ".join(f"{name} = s.{name}" for name in columns[1:])
    await execute(tx, f"UPDATE orders o SET {replaced} FROM {staging} s WHERE o.id = s.id")
    await execute(tx, f"DELETE FROM {staging}")


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
