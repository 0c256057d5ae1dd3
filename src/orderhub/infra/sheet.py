"""Reading a spreadsheet: .xlsx or .csv bytes into rows of plain values by column code.

Formulas are never computed: an .xlsx gives the values kept in it, a .csv its text.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from orderhub.kernel.errors import InvalidInput

Cell = str | int | float | bool | date | datetime | time | timedelta
ROWS_MAX = 20_000
UNPACKED_MAX = 200_000_000  # bytes; a packed workbook may hold a thousand times its size
ENCODINGS = ("utf-8-sig", "gb18030")
# A text that begins so is a formula elsewhere; exports put an apostrophe before it.
QUOTED = ("'=", "'+", "'-", "'@")


class UnreadableFile(InvalidInput):
    """The file is no table we can read: send .xlsx or .csv with the documented columns."""

    code = "unreadable_file"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the file (the header is row 1) and its cells by column code."""

    place: int
    cells: Mapping[str, Cell]


def read_sheet(
    body: bytes, by_header: Mapping[str, str], required: Mapping[str, str]
) -> list[SheetRow]:
    """Rows of the first sheet, cells by the code that `by_header` gives each header; UnreadableFile
    says what is wrong with the file as a whole. `required`: code → title of what must be there."""
    table = _workbook(body) if body[:2] == b"PK" else _text(body)
    rows = iter(table)
    header: Sequence[Cell] = next(rows, ())
    codes = [by_header.get(str(cell).strip().lower()) for cell in header]
    missing = [code for code in required if code not in codes]
    if missing:
        names = ", ".join(f"{code} ({required[code]})" for code in missing)
        raise UnreadableFile(f"The first row must name the columns; these are missing: {names}.")
    return list(_rows(rows, codes))


def _rows(rows: Iterable[Sequence[Cell]], codes: Sequence[str | None]) -> Iterator[SheetRow]:
    for place, row in enumerate(rows, start=2):
        cells = {
            code: cell
            for code, cell in zip(codes, row, strict=False)
            if code is not None and cell not in ("", None)
        }
        if not cells:
            continue
        if place > ROWS_MAX + 1:
            raise UnreadableFile(f"The file has more than {ROWS_MAX} rows: split it.")
        yield SheetRow(place, cells)


def _workbook(body: bytes) -> list[list[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > UNPACKED_MAX:
            raise UnreadableFile("The workbook is too large when unpacked: split it.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError) as error:
        raise UnreadableFile("The file is no readable .xlsx workbook.") from error


def _text(body: bytes) -> Iterator[list[Cell]]:
    text = _decoded(body)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            yield [_unquoted(cell) for cell in row]
    except csv.Error as error:
        raise UnreadableFile("The file is no readable .csv table.") from error


def _decoded(body: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile("The file is neither .xlsx nor text in UTF-8 or GB 18030.")


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(QUOTED) else cell
