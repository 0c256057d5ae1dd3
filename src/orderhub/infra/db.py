"""PostgreSQL through SQLAlchemy Core and psycopg: transactions, COPY, raw connections."""

import select
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import psycopg
from psycopg.types.json import JsonbDumper, set_json_dumps, set_json_loads
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from orderhub.infra import notices
from orderhub.infra.tx import RawConnection, Tx
from orderhub.kernel.errors import DatabaseBusy, DiskFull, InfraError

POOL_WAIT_S = 5
# A plan is kept: one that reads an empty queue whole would go on doing so when it is full (ADR 27).
SESSION_OPTIONS = (
    "-c timezone=UTC -c idle_in_transaction_session_timeout=120000 -c jit=off -c enable_seqscan=off"
)
PREPARED_FROM, PREPARED_MOST = 1, 1000  # runs of a statement before; statements of a connection
NO_SPACE = "53100"
# Too many clients; shutdown, crash, starting; serialization, deadlock, lock and statement timeouts.
TRY_AGAIN = ("53300", "57P01", "57P02", "57P03", "40001", "40P01", "55P03", "57014")

FAILURES = (DBAPIError, PendingRollbackError, PoolTimeout, psycopg.Error)


def _json_text(value: object) -> str:
    return orjson.dumps(value).decode()


set_json_dumps(orjson.dumps)
set_json_loads(orjson.loads)
psycopg.adapters.register_dumper(dict, JsonbDumper)


def _keep_plans(connection: Any, _record: object) -> None:
    """A process runs more statements than the hundred that the driver would keep prepared."""
    driver: RawConnection = connection.driver_connection
    driver.prepare_threshold, driver.prepared_max = PREPARED_FROM, PREPARED_MOST


def _look_alive(connection: Any, _record: object, _proxy: object) -> None:
    """A server that went away told so or closed the line: there is something to read where nobody
    asked. A question and its answer before each transaction cost a fifth of a small one."""
    driver: RawConnection = connection.driver_connection
    if driver.closed:
        raise InvalidatePoolError
    waiting = select.poll()
    waiting.register(driver.pgconn.socket, select.POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError


class Database:
    """A pool of connections to one database; every use is one transaction."""

    def __init__(self, url: str, pool_size: int = 8, name: str = "orderhub") -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self._name = name
        self._engine: AsyncEngine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_S,
            pool_use_lifo=True,  # few connections with warm plans rather than many cold ones
            hide_parameters=True,  # an error must not carry the values of a statement
            json_serializer=_json_text,
            json_deserializer=orjson.loads,
            connect_args={
                "connect_timeout": 10,
                "application_name": name,
                "options": SESSION_OPTIONS,
            },
        )
        event.listen(self._engine.sync_engine, "connect", _keep_plans)
        event.listen(self._engine.sync_engine, "checkout", _look_alive)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx, None]:
        """One transaction: committed on leaving, rolled back on any error."""
        async with self._connected() as tx:
            try:
                yield tx
                await notices.commit(tx)
            except BaseException:
                await tx.rollback()
                raise

    @asynccontextmanager
    async def autocommit(self) -> AsyncGenerator[Tx, None]:
        """A connection whose every statement commits by itself."""
        async with self._connected() as tx:
            await tx.raw.set_autocommit(True)
            try:
                yield tx
                await tx.write_now()
            finally:
                if not tx.raw.closed:
                    await tx.raw.set_autocommit(False)

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[Tx, None]:
        try:
            async with self._engine.connect() as connection:
                yield Tx(connection)
        except FAILURES as error:
            if (state := infra_error(error)) is not None:
                raise state from error
            raise

    @asynccontextmanager
    async def psycopg(self) -> AsyncGenerator[RawConnection, None]:
        """A connection outside the pool, in autocommit: for LISTEN and session locks."""
        url = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            connection: RawConnection = await psycopg.AsyncConnection.connect(
                url,
                autocommit=True,
                application_name=self._name,
                options=SESSION_OPTIONS,
            )
        except psycopg.Error as error:
            raise infra_error(error) or error from error
        try:
            yield connection
        finally:
            await connection.close()

    async def close(self) -> None:
        """Give every pooled connection back to the server."""
        await self._engine.dispose()


def infra_error(error: Exception) -> InfraError | None:
    """The state of our machinery behind a driver's error; None when the statement was wrong."""
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("every database connection is in use; try again")
    if isinstance(error, PendingRollbackError):
        return DatabaseBusy("the connection was lost in the middle of a transaction; try again")
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    if state == NO_SPACE:
        return DiskFull("the database has no space left; writing is refused until there is")
    lost = state is None and (
        isinstance(error, OperationalError | InterfaceError)
        or isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    )
    if lost or state in TRY_AGAIN or (state or "").startswith("08"):
        return DatabaseBusy("the database does not answer just now; try again")
    return None


def is_infra(error: Exception) -> bool:
    """Whether our machinery is to blame, not what was to be done."""
    return isinstance(error, InfraError) or infra_error(error) is not None


async def copy(tx: Tx, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY `rows` into `table` inside `tx`; returns how many. Dicts become jsonb, lists arrays."""
    count = 0
    async with tx.raw.cursor() as cursor, cursor.copy(_statement(table, columns)) as stream:
        for row in rows:
            await stream.write_row(row)
            count += 1
    return count


async def copy_text(tx: Tx, table: str, columns: Sequence[str], chunks: Iterable[bytes]) -> int:
    """COPY ready-made lines of PostgreSQL's text format inside `tx`; returns the number of rows."""
    async with tx.raw.cursor() as cursor:
        async with cursor.copy(_statement(table, columns)) as stream:
            for chunk in chunks:
                await stream.write(chunk)
        return cursor.rowcount


def _statement(table: str, columns: Sequence[str]) -> bytes:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()
