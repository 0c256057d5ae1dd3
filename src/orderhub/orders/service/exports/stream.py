"""Writing an export: csv and jsonl as they are read, xlsx through a file of its own."""

import csv
import io
import tempfile
from asyncio import Semaphore
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any, Literal

import orjson
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it ships none
from anyio import to_thread

from orderhub.channels.facade import get_shops
from orderhub.infra.db import Database
from orderhub.orders.errors import TooManyOrders
from orderhub.orders.queries import plans
from orderhub.orders.queries.export import EXPORT_COLUMNS
from orderhub.orders.queries.filters import Search
from orderhub.orders.service.exports.rows import HEADER, document, record, safe

Format = Literal["csv", "xlsx", "jsonl"]
Page = list[dict[str, Any]]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
JSON_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
AT_ONCE = 1_000
PIECE = 256 * 1024
XLSX_ROWS_MAX = 1_000_000
BOM = "\ufeff".encode()  # Without it spreadsheets take UTF-8 for a local encoding.
# Each export holds a database connection for as long as its reader takes.
_SEATS = Semaphore(2)


async def export(db: Database, search: Search, form: Format) -> AsyncGenerator[bytes]:
    """The orders of a search, newest first, in pieces; memory does not grow with their number."""
    async with _SEATS:
        if form == "xlsx":
            async for piece in _workbook(db, search):
                yield piece
            return
        write = _csv if form == "csv" else _jsonl
        if form == "csv":
            yield BOM + _lines([list(HEADER)])
        async with aclosing(_pages(db, search)) as pages:
            async for page in pages:
                yield write(page)


async def _pages(db: Database, search: Search) -> AsyncGenerator[Page]:
    async with db.transaction() as tx:
        shops = {int(shop.id): shop.name for shop in await get_shops(tx)}
        statement = plans.export(search, EXPORT_COLUMNS)
        rows = await tx.stream(statement.execution_options(yield_per=AT_ONCE))
        async for part in rows.mappings().partitions(AT_ONCE):
            yield [document(_named(row), shops) for row in part]


def _named(row: Any) -> Mapping[str, Any]:
    return dict(row)


def _jsonl(page: Page) -> bytes:
    return b"".join(orjson.dumps(found, option=JSON_LINE) for found in page)


def _csv(page: Page) -> bytes:
    return _lines([[safe(cell) for cell in record(found)] for found in page])


def _lines(cells: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    return text.getvalue().encode()


async def _workbook(db: Database, search: Search) -> AsyncGenerator[bytes]:
    with tempfile.TemporaryDirectory(prefix="orderhub-export-") as folder:
        path = Path(folder) / "orders.xlsx"
        await _write_workbook(db, search, path)
        with path.open("rb") as file:
            while piece := await to_thread.run_sync(_reader(file)):
                yield piece


def _reader(file: IO[bytes]) -> Callable[[], bytes]:
    return lambda: file.read(PIECE)


async def _write_workbook(db: Database, search: Search, path: Path) -> None:
    """Texts only: no cell becomes a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet: Any = book.add_worksheet("orders")  # pyright: ignore[reportUnknownMemberType]
    for column, name in enumerate(HEADER):
        sheet.write_string(0, column, name)
    written = 0
    async with aclosing(_pages(db, search)) as pages:
        async for page in pages:
            if written + len(page) > XLSX_ROWS_MAX:
                raise TooManyOrders(f"A workbook holds {XLSX_ROWS_MAX} orders: narrow the filter.")
            await to_thread.run_sync(_writer(sheet, written + 1, page))
            written += len(page)
    await to_thread.run_sync(book.close)


def _writer(sheet: Any, start: int, page: Page) -> Callable[[], None]:
    def write() -> None:
        for place, found in enumerate(page, start=start):
            for column, cell in enumerate(record(found)):
                sheet.write_string(place, column, cell)

    return write
