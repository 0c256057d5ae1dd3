"""One cell into one of our values, or a code that says what is wrong with it. Pure."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from orderhub.infra.sheet import Cell
from orderhub.kernel.instants import CHINA
from orderhub.kernel.money import MINOR_DIGITS, minor_of
from orderhub.orders.service.imports.columns import STATUSES

TEXT_MAX = 500
MINOR_MAX = 10**12
QUANTITY_MAX = 100_000
EXACT_MAX = 2**53
DAYS = ("%Y-%m-%d", "%Y/%m/%d")
FORMATS = tuple(f"{day}{hour}" for day in DAYS for hour in (" %H:%M:%S", " %H:%M", ""))


class Wrong(ValueError):
    """A cell that cannot be used: a code for machines, a detail that repeats no value."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def text(cell: Cell) -> str:
    """Text of a cell; a whole number keeps its digits."""
    if isinstance(cell, float) and cell.is_integer():
        if abs(cell) >= EXACT_MAX:
            raise Wrong("number_cut", "The spreadsheet cut the digits off: make the column text.")
        return str(int(cell))
    found = str(cell).strip()
    if len(found) > TEXT_MAX:
        raise Wrong("too_long", f"At most {TEXT_MAX} characters.")
    if "\x00" in found:
        raise Wrong("bad_text", "The text holds a character that cannot be stored.")
    return found


def number_text(cell: Cell) -> str:
    """An order number: text of at most 64 printable characters."""
    found = text(cell)
    if not found or len(found) > 64 or not found.isprintable():  # noqa: PLR2004 - said in the detail
        raise Wrong("bad_number", "At most 64 printable characters.")
    return found


def instant(cell: Cell) -> datetime:
    """An instant; without a zone it is Shanghai's."""
    if isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, date):
        found = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - zone follows
    else:
        found = _parsed(text(cell))
    aware = found if found.tzinfo is not None else found.replace(tzinfo=CHINA)
    if not 2000 <= aware.year < 2100:  # noqa: PLR2004 - a sane century
        raise Wrong("bad_time", "The year is not of this century.")
    return aware.astimezone(UTC)


def _parsed(found: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(found, form)  # noqa: DTZ007 - zone follows
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(found)
    except ValueError:
        raise Wrong("bad_time", "Write times as 2026-01-05 12:30:00.") from None


def minor(cell: Cell, currency: str) -> int:
    """Minor units of an amount such as 12.30; not negative."""
    digits = MINOR_DIGITS.get(currency, 2)
    found = f"{cell:.{digits}f}" if isinstance(cell, float) else text(cell)
    found = found.replace(",", "").removeprefix("¥").removeprefix("￥")
    try:
        amount = minor_of(found, currency)
    except ValueError:
        raise Wrong("bad_amount", "Write amounts as 12.30.") from None
    if not 0 <= amount <= MINOR_MAX:
        raise Wrong("bad_amount", "The amount is out of range.")
    return amount


def quantity(cell: Cell) -> int:
    """A whole number of units, at least one."""
    found = text(cell)
    if not found.isascii() or not found.isdigit() or not 0 < int(found[:9]) <= QUANTITY_MAX:
        raise Wrong("bad_quantity", f"A whole number from 1 to {QUANTITY_MAX}.")
    return int(found)


def status(cell: Cell) -> str:
    """The canonical status of a known word."""
    found = STATUSES.get(text(cell).lower())
    if found is None:
        raise Wrong("unknown_status", f"One of {'、'.join(list(STATUSES)[:8])}.")
    return found.value


def currency(cell: Cell) -> str:
    found = text(cell).upper()
    if found not in MINOR_DIGITS:
        raise Wrong("unknown_currency", f"One of {', '.join(MINOR_DIGITS)}.")
    return found


Reader = Callable[[Cell], object]
READERS: dict[str, Reader] = {
    "external_no": number_text,
    "status": status,
    "currency": currency,
    "quantity": quantity,
    **dict.fromkeys(("placed_at", "paid_at", "modified_at", "ship_by"), instant),
}
