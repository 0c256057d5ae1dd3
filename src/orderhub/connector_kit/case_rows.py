"""Rows of after-sale cases: read, or named by the field that cannot be. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from orderhub.connector_kit.after_sales import CaseRow, ChannelCase
from orderhub.connector_kit.culprit import UNREADABLE, Fields, culprit
from orderhub.connector_kit.readers import ident, node
from orderhub.kernel.errors import ContractViolation


def case_row(
    payload: Any, number: str, to_case: Callable[[Any], ChannelCase], fields: Fields
) -> CaseRow:
    """One case, or the reason why not; `number` is the payload's field of its number."""
    try:
        case = to_case(payload)
    except UNREADABLE:
        kept = node(payload) or {"case": cast("object", payload)}
        field = culprit(payload, fields)
        reason = ContractViolation(f"cannot read {field or 'the case'}", field=field)
        return CaseRow(kept, _number(kept.get(number)), None, reason)
    return CaseRow(payload, case.case_no, case)


def changed_at(
    rows: Sequence[CaseRow], field: str, read: Callable[[Any], datetime]
) -> list[datetime | None]:
    """When each row changed, also of unreadable ones (None where even that cannot be read)."""
    return [row.case.modified_at if row.case else _instant(row, field, read) for row in rows]


def _instant(row: CaseRow, field: str, read: Callable[[Any], datetime]) -> datetime | None:
    try:
        return read(row.payload[field])
    except UNREADABLE:
        return None


def _number(value: object) -> str | None:
    try:
        return ident(value)
    except ValueError:
        return None
