"""One transaction: SQL text runs on the driver itself, composed expressions through SQLAlchemy.

The text is turned into the driver's form once, and the rows are fetched whole: a third of the work
of the long way, which each statement of the product pays (ADR 0022)."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast, overload

import orjson
import psycopg
import sqlalchemy
from psycopg.pq import Escaping
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

    __slots__ = ("_connection", "_cursor", "_driver", "_last", "info")

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        pooled = cast(Connection, connection.sync_connection).connection
        self._driver = cast(RawConnection, pooled.driver_connection)
        self._cursor: psycopg.AsyncCursor[tuple[Any, ...]] | None = None
        self._last: dict[str, list[Values]] = {}
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

    def write_last(self, statement: str, records: Iterable[Values]) -> None:
        """Let `statement` run with COMMIT, in the same round trip, on all `records` that it is said
        with, one JSON text in the place of `{records}`: for rows that nobody in the transaction
        reads again. Of a part it runs at the end of the part, so that it fails with it."""
        self._last.setdefault(statement, []).extend(records)

    def take_last(self) -> bytes:
        """What `write_last` was told, as statements to send; the next call has no part in it."""
        taken, self._last = self._last, {}
        quoted = Escaping(self._driver.pgconn)
        return b"".join(
            statement.encode().replace(
                b"{records}", bytes(quoted.escape_literal(orjson.dumps(records)))
            )
            + b"; "
            for statement, records in taken.items()
            if records
        )

    async def write_now(self, then: bytes = b"") -> None:
        """Run what `write_last` was told, and `then`."""
        if told := self.take_last() + then:
            await self._driver.execute(told, prepare=False)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncGenerator["Part", None]:
        """A part that is rolled back by itself when it fails."""
        await self.write_now(b"SAVEPOINT part")
        part = Part(self)
        try:
            yield part
            await self.write_now()
        except BaseException:
            if not self._driver.closed:
                await part.rollback()
                await self._driver.execute(b"RELEASE part")
            raise
        await self._driver.execute(b"RELEASE part")

    def forget_last(self) -> None:
        """What `write_last` was told is not written."""
        self._last.clear()

    async def rollback(self) -> None:
        """Undo the transaction; nothing more may be done in it."""
        self.info.clear()
        self.forget_last()
        if not self._driver.closed:
            await self._driver.rollback()


@dataclass(frozen=True, slots=True)
class Part:
    """What was done since it began may be undone without the rest."""

    tx: Tx

    async def rollback(self) -> None:
        """As if nothing of it had happened."""
        self.tx.forget_last()
        await self.tx.raw.execute(b"ROLLBACK TO part")


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
