"""Rows of a file into channel orders, with an error for every cell that cannot be used. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder
from orderhub.connector_kit.people import stated
from orderhub.infra.sheet import SheetRow
from orderhub.orders.service.imports import cells
from orderhub.orders.service.imports.columns import COLUMNS, PEOPLE, REQUIRED

AMOUNTS = ("price", "freight", "discount", "total")
LINES_MAX = 500


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell of the file, without repeating it."""

    row: int
    column: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Orders that can be taken in as they stand, and what keeps the others out."""

    orders: tuple[ChannelOrder, ...]
    errors: tuple[RowError, ...]
    rows: int


@dataclass(slots=True)
class _Draft:
    """Rows of one order on their way; one bad row keeps the whole order out."""

    head: Mapping[str, Any]
    place: int
    lines: list[ChannelLine] = field(default_factory=list[ChannelLine])
    bad: bool = False


def check(rows: Sequence[SheetRow]) -> Checked:
    """Rows with one order number make one order, in the order of their first rows."""
    drafts: dict[str, _Draft] = {}
    errors: list[RowError] = []
    for row in rows:
        values, wrong = read_row(row)
        errors += wrong
        number = values.get("external_no")
        if number is None:
            continue
        draft = drafts.setdefault(number, _Draft(values, row.place))
        draft.bad = draft.bad or bool(wrong)
        if not wrong:
            draft.lines.append(_line(values, len(draft.lines) + 1))
    orders: list[ChannelOrder] = []
    for number, draft in drafts.items():
        if draft.bad:
            continue
        refused = _refused(draft)
        if refused is not None:
            errors.append(refused)
        else:
            orders.append(_order(number, draft))
    errors.sort(key=lambda error: (error.row, error.column))
    return Checked(tuple(orders), tuple(errors), len(rows))


def read_row(row: SheetRow) -> tuple[dict[str, Any], list[RowError]]:
    """Values of one row by column code, and its errors."""
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for column in COLUMNS:
        cell = row.cells.get(column.code)
        if cell is None:
            if column.code in REQUIRED:
                errors.append(RowError(row.place, column.code, "missing", "The cell is empty."))
            continue
        try:
            if column.code in AMOUNTS:
                values[column.code] = cells.minor(cell, _currency(row))
            else:
                values[column.code] = cells.READERS.get(column.code, cells.text)(cell)
        except cells.Wrong as wrong:
            errors.append(RowError(row.place, column.code, wrong.code, wrong.detail))
    return values, errors


def _currency(row: SheetRow) -> str:
    try:
        return cells.currency(row.cells.get("currency", "CNY"))
    except cells.Wrong:
        return "CNY"  # The currency's own cell tells what is wrong.


def _line(values: Mapping[str, Any], place: int) -> ChannelLine:
    return ChannelLine(
        line_no=str(place),
        sku_code=values["sku_code"],
        title=values["title"],
        spec=values.get("spec", ""),
        quantity=values["quantity"],
        price_minor=values["price"],
        total_minor=values["price"] * values["quantity"],
    )


def _refused(draft: _Draft) -> RowError | None:
    if len(draft.lines) > LINES_MAX:
        return RowError(draft.place, "external_no", "too_many_lines", f"At most {LINES_MAX}.")
    if _amounts(draft)[0] < 0:
        return RowError(draft.place, "discount", "bad_amount", "The discount exceeds the goods.")
    return None


def _amounts(draft: _Draft) -> tuple[int, int, int, int]:
    """(total, goods, freight, discount); a total that is given stands."""
    goods = sum(line.total_minor for line in draft.lines)
    freight, discount = draft.head.get("freight", 0), draft.head.get("discount", 0)
    return draft.head.get("total", goods + freight - discount), goods, freight, discount


def _order(number: str, draft: _Draft) -> ChannelOrder:
    head = draft.head
    total, goods, freight, discount = _amounts(draft)
    return ChannelOrder(
        external_no=number,
        status=head["status"],
        status_raw=head["status"],
        placed_at=head["placed_at"],
        modified_at=head.get("modified_at") or _latest(head),
        paid_at=head.get("paid_at"),
        ship_by=head.get("ship_by"),
        total_minor=total,
        goods_minor=goods,
        freight_minor=freight,
        discount_minor=discount,
        currency=head.get("currency", "CNY"),
        lines=tuple(draft.lines),
        people=stated({name: head.get(name, "") for name in PEOPLE}, {}),
        province=head.get("province", ""),
        city=head.get("city", ""),
        district=head.get("district", ""),
    )


def _latest(head: Mapping[str, Any]) -> datetime:
    said: Iterable[datetime | None] = (head["placed_at"], head.get("paid_at"))
    return max(instant for instant in said if instant is not None)
