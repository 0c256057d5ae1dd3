"""One transaction: SQL text runs on the driver itself, composed expressions through SQLAlchemy.

The text is turned into the driver's form once, and the rows are fetched whole: a third of the work
of the long way, which each statement of the product pays (ADR 0022)."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast, overload

import psycopg
import sqlalchemy
from psycopg.rows import tuple_row
from sqlalchemy import Connection, CursorResult, Executable, Select, TextClause
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncResult

DIALECT = PGDialectAsync_psycopg()
KNOWN = 4096  # statements kept in the driver's form

Values = Mapping[str, Any]
RawConnection = psycopg.AsyncConnection[Any]


class Rows(IteratorResult[*tuple[Any, ...]]):
    """What a statement answered, all of it at hand; `rowcount` as the driver tells it."""

    rowcount: int

    def __init__(self, columns: tuple[str, ...], rows: list[tuple[Any, ...]], count: int) -> None:
        super().__init__(_shape(columns), iter(rows))
        self.rowcount = count


class Tx:
    """The only way to the database. `execute` takes one mapping of values, or many for as many runs
    of the statement; a failing statement raises the driver's error."""

    __slots__ = ("_connection", "_cursor", "_driver", "info")

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        pooled = cast(Connection, connection.sync_connection).connection
        self._driver = cast(RawConnection, pooled.driver_connection)
        self._cursor: psycopg.AsyncCursor[tuple[Any, ...]] | None = None
        self.info: dict[str, Any] = {}

    @property
    def engine(self) -> AsyncEngine:
        """Where its connection is from."""
        return self._connection.engine

    @property
    def raw(self) -> RawConnection:
        """The driver's connection; what it does belongs to the same transaction."""
        return self._driver

    @overload
    async def execute(
        self, statement: TextClause, values: Values | Sequence[Values] | None = None
    ) -> Rows: ...
    @overload
    async def execute(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...
    async def execute(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> Rows | CursorResult[*tuple[Any, ...]]:
        """All rows of the statement."""
        if not isinstance(statement, TextClause):
            try:
                return await self._connection.execute(statement, values)
            except DBAPIError as error:
                raise (error.orig or error) from error
        ready = _ready(statement)
        cursor, self._cursor = self._cursor or self._driver.cursor(row_factory=tuple_row), None
        if values is None or isinstance(values, Mapping):
            await cursor.execute(ready, values or {})
        else:
            await cursor.executemany(ready, values)
        said = cursor.description
        rows = await cursor.fetchall() if said is not None else []
        answer = Rows(tuple(column.name for column in said or ()), rows, cursor.rowcount)
        self._cursor = cursor
        return answer

    async def scalar(self, statement: Executable, values: Values | None = None) -> Any:
        """The first column of the first row; None when there is none."""
        return (await self.execute(statement, values)).scalar()

    async def stream(self, statement: Select[Any]) -> AsyncResult[Any]:
        """The rows of a composed query as they are read, some at a time."""
        return await self._connection.stream(statement)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncGenerator["Part", None]:
        """A part that is rolled back by itself when it fails."""
        await self._driver.execute(b"SAVEPOINT part")
        part = Part(self._driver)
        try:
            yield part
        except BaseException:
            if not self._driver.closed:
                await part.rollback()
                await self._driver.execute(b"RELEASE part")
            raise
        await self._driver.execute(b"RELEASE part")

    async def rollback(self) -> None:
        """Undo the transaction; nothing more may be done in it."""
        self.info.clear()
        if not self._driver.closed:
            await self._driver.rollback()


@dataclass(frozen=True, slots=True)
class Part:
    """What was done since it began may be undone without the rest."""

    driver: RawConnection

    async def rollback(self) -> None:
        """As if nothing of it had happened."""
        await self.driver.execute(b"ROLLBACK TO part")


@lru_cache(KNOWN)
def _shape(columns: tuple[str, ...]) -> SimpleResultMetaData:
    return SimpleResultMetaData(columns)


@lru_cache(KNOWN)
def text(sql: str) -> TextClause:
    """A statement with `:names` for its values. Made within a function it is the same each time,
    so that its form for the driver is known."""
    return sqlalchemy.text(sql)


@lru_cache(KNOWN)
def _ready(statement: TextClause) -> bytes:
    """In the driver's form."""
    return str(statement.compile(dialect=DIALECT)).encode()
