"""A document of a source into rows that say something, each for itself. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from orderhub.connector_kit.forms import MappedForm, UnknownWord
from orderhub.connector_kit.readers import count, node, rows_of, text
from orderhub.kernel.errors import ContractViolation
from orderhub.kernel.instants import CHINA
from orderhub.sources.model.rows import ReadRow, Shipment, StockCount, Trouble
from orderhub.sources.model.sources import SourceKind

UNREADABLE = (KeyError, TypeError, ValueError, OverflowError)
NO_ROWS = "no_rows"
MOST = 100_000
MOST_STOCK = 100_000_000
LINES = 200
_REF = re.compile(r"[!-~]{1,64}")
_KEY = re.compile(r"[!-~]{1,100}")
_CARRIER = re.compile(r"[A-Z0-9_]{1,20}")
_WAYBILL = re.compile(r"[A-Za-z0-9-]{4,40}")
_CODE = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


def rows_in(document: Any, form: MappedForm) -> list[Any] | Trouble:
    """The rows of a document, itself where it is a row alone; Trouble where none can be found."""
    try:
        found: Any = form.rows(document)
    except ContractViolation as error:
        return Trouble(NO_ROWS, error.field, error.detail)
    if isinstance(found, dict):
        return [cast("Any", found)]
    if found is None and form.form.many not in form.fields and node(document):
        return [document]
    if not isinstance(found, list):
        return Trouble(NO_ROWS, form.form.many, "no list of rows was found in the document")
    return cast("list[Any]", found)


def read_row(raw: Any, form: MappedForm, kind: SourceKind) -> ReadRow:
    """One row by the mapping; what cannot be read is a Trouble that names the target."""
    mapped: dict[str, Any] = {}
    try:
        mapped = form.row(raw)
        said: Shipment | StockCount | Trouble = _READERS[kind](mapped)
    except ContractViolation as error:
        said = Trouble(error.code, error.field, error.detail)
    return ReadRow(raw, mapped, said)


def _shipment(row: Mapping[str, Any]) -> Shipment:
    order = _fit(row, "order", _REF)
    event = str(row.get("event", "shipped"))
    parcel = event != "packed" or row.get("waybill_no")
    waybill_no = _fit(row, "waybill_no", _WAYBILL).upper() if parcel else ""
    carrier = _carrier(row) if event == "shipped" else ""
    key = _fit(row, "key", _KEY) if row.get("key") else f"{order}:{waybill_no}:{event}"
    return Shipment(
        key=key,
        event=event,
        order=order,
        carrier=carrier,
        waybill_no=waybill_no,
        at=_read(row, "at", _at),
        units=_read(row, "lines", _units),
        replaces=_fit(row, "replaces", _WAYBILL).upper() if row.get("replaces") else "",
        weight_g=_read(row, "weight_g", _grams),
    )


def _stock_count(row: Mapping[str, Any]) -> StockCount:
    sku = _fit(row, "sku", _CODE)
    warehouse = _fit(row, "warehouse", _CODE) if row.get("warehouse") else ""
    return StockCount(
        key=f"{warehouse}:{sku}",
        sku=sku,
        units=_read(row, "quantity", _stock),
        warehouse=warehouse,
        at=_read(row, "at", _at),
    )


_READERS: Mapping[SourceKind, Callable[[Mapping[str, Any]], Shipment | StockCount]] = {
    SourceKind.SHIPMENTS: _shipment,
    SourceKind.STOCK_COUNTS: _stock_count,
}


def _fit(row: Mapping[str, Any], target: str, pattern: re.Pattern[str]) -> str:
    said = _read(row, target, text).strip()
    if not said:
        raise ContractViolation(f"{target} is missing", field=target)
    if not pattern.fullmatch(said):
        raise ContractViolation(f"cannot read {target}", field=target)
    return said


def _carrier(row: Mapping[str, Any]) -> str:
    said = _read(row, "carrier", text).strip()
    if not said:
        raise ContractViolation("carrier is missing", field="carrier")
    if not _CARRIER.fullmatch(said):
        raise UnknownWord(f"carrier knows no word {said[:40]!r}", field="carrier")
    return said


def _read(row: Mapping[str, Any], target: str, reader: Callable[[Any], Any]) -> Any:
    try:
        return reader(row.get(target))
    except UNREADABLE:
        raise ContractViolation(f"cannot read {target}", field=target) from None


def _whole(value: Any) -> int:
    """A whole number; systems write 2, 2.0, "2" and "2.00" alike."""
    said = text(value).strip()
    whole, _, rest = said.partition(".")
    if rest.strip("0"):
        raise ValueError("not a whole number")
    return count(whole)


def _units(value: Any) -> dict[str, int]:
    units: Counter[str] = Counter()
    lines = rows_of(value, "line")
    if len(lines) > LINES:
        raise ValueError("too many lines")
    for line in lines:
        sku, many = text(line["sku"]).strip(), _whole(line["quantity"])
        if not _CODE.fullmatch(sku) or not 0 < many <= MOST:
            raise ValueError("not a line")
        units[sku] += many
    return dict(units)


def _stock(value: Any) -> int:
    units = _whole(value)
    if not 0 <= units <= MOST_STOCK:
        raise ValueError("no units")
    return units


def _grams(value: Any) -> int | None:
    if value is None or value == "":
        return None
    grams = round(float(value))
    return grams if 0 < grams <= MOST * 100 else None


def _at(value: Any) -> datetime | None:
    """A time without a zone is China's."""
    if not value:
        return None
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=CHINA)).astimezone(UTC)
