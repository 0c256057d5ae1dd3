"""Faults inside the rows of an answer: F16 and F20 to F23."""

from collections.abc import Callable
from dataclasses import dataclass

from orderhub_sandbox.clock import (
    local_text,
    read_iso,
    read_local,
    utc_text,
    zoned_text,
)
from orderhub_sandbox.faults import CallPlace, Fault
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import yuan
from orderhub_sandbox.world import World

_LOCAL_LENGTH = 19
_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class RowFields:
    """Where a platform's row keeps what the faults touch; `twin` is the number as text, if any."""

    number: str
    twin: str
    status: str
    total: str
    times: tuple[str, ...]


def spoil_rows(world: World, place: CallPlace, fields: RowFields, rows: list[Row]) -> None:
    """Changes rows in place; one answer counts as one hit."""
    if not rows:
        return
    for kind, spoil in _SPOILERS.items():
        fault = world.faults.take(kind, place)
        if fault is not None:
            for row in _chosen(fault, fields, rows):
                spoil(fault, fields, row)


def _chosen(fault: Fault, fields: RowFields, rows: list[Row]) -> list[Row]:
    """`args.external_no` names one row, `args.rows` counts from the first (default 1; 0 = all)."""
    wanted = fault.args.get("external_no")
    if wanted is not None:
        return [row for row in rows if str(row.get(fields.number)) == str(wanted)]
    return rows[: fault.number("rows", 1) or None]


def _odd_time(fault: Fault, fields: RowFields, row: Row) -> None:
    shape = fault.text("shape", "zoned")
    for name in fields.times:
        at = _moment(row.get(name))
        if at is None:
            continue
        shapes = {
            "zoned": zoned_text(at),
            "utc": utc_text(at),
            "naive": local_text(at),
            "zero": "0000-00-00 00:00:00",
        }
        row[name] = shapes.get(shape, shape)


def _moment(value: object) -> int | None:
    """Epoch seconds of a local or ISO text or of unix time in s or ms; None for no time."""
    if isinstance(value, int):
        return (value // 1000 if value > _MILLISECONDS else value) or None
    if not isinstance(value, str) or not value or value.startswith("000"):
        return None
    local = len(value) == _LOCAL_LENGTH and value[10] == " "
    return read_local(value) if local else read_iso(value)


def _new_word(fault: Fault, fields: RowFields, row: Row) -> None:
    row[fields.status] = fault.text("word", "WAIT_DRONE_PICKUP")


def _broken_field(fault: Fault, fields: RowFields, row: Row) -> None:
    name = fault.text("field", fields.total)
    if name not in row:
        return
    value = row[name]
    match fault.text("shape", "missing"):
        case "null":
            row[name] = None
        case "renamed":
            row[f"{name}_v2"] = row.pop(name)
        case "retyped":
            row[name] = {"value": value}
        case _:
            del row[name]


def _odd_number(fault: Fault, fields: RowFields, row: Row) -> None:
    number = str(row.get(fields.number))
    odd = (
        f"00{number}" if fault.text("shape", "huge") == "leading_zero" else f"9{number[-20:]:0>20}"
    )
    row[fields.number] = odd
    if fields.twin:
        row[fields.twin] = odd


def _odd_sum(fault: Fault, fields: RowFields, row: Row) -> None:
    total, delta = row.get(fields.total), fault.number("delta_minor", 100)
    if isinstance(total, str):
        row[fields.total] = yuan(round(float(total) * 100) + delta)
    elif isinstance(total, int):
        row[fields.total] = total + delta
    elif isinstance(total, float):
        row[fields.total] = round(total * 100 + delta) / 100


_SPOILERS: dict[str, Callable[[Fault, RowFields, Row], None]] = {
    "F16": _odd_time,
    "F20": _new_word,
    "F21": _broken_field,
    "F22": _odd_number,
    "F23": _odd_sum,
}
