"""Statements straight to psycopg, prepared by it: the reservation runs within the ingest."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.rows import dict_row

from orderhub.infra.db import Tx

Row = dict[str, Any]


async def fetch(tx: Tx, sql: str, arguments: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """Rows of one statement of `tx`, by column name."""
    async with tx.raw.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(sql.encode(), arguments)
        return await cursor.fetchall()


async def execute(tx: Tx, sql: str, arguments: Sequence[Any] | Mapping[str, Any] = ()) -> int:
    """Run one statement of `tx`; how many rows it touched."""
    return (await tx.raw.execute(sql.encode(), arguments or None)).rowcount
