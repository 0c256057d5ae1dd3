"""Which field of a payload cannot be read: asked only once the fast reading has failed. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from orderhub.connector_kit.contract import ChannelOrder, Row
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import ContractViolation

T = TypeVar("T")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError)
Fields = Sequence[tuple[str, Callable[[Any], object]]]


def culprit(payload: Any, fields: Fields, prefix: str = "") -> str:
    """Path of the first field its reader refuses, "" when all can be read; never a value."""
    if not isinstance(payload, dict):
        return prefix.rstrip(".") or "order"
    values = node(cast("object", payload))
    for name, read in fields:
        try:
            read(values.get(name))
        except UNREADABLE:
            return prefix + name
    return ""


def unread(payload: Any, external_no: str | None, field: str) -> Row:
    """The row of an order that cannot be read, for quarantine."""
    kept = node(payload) or {"order": payload}
    reason = ContractViolation(f"cannot read {field or 'the order'}", field=field)
    return Row(kept, external_no, None, reason)


@dataclass(frozen=True, slots=True)
class Part:
    """Fields of a part of a payload: `path` leads to it by names, `name[]` is each of a list.
    A part that may be absent is `optional`."""

    path: str
    fields: Fields
    optional: bool = False


def culprit_in(payload: Any, parts: Sequence[Part]) -> str:
    """As `culprit`, for a payload of parts: the first wrong field of the first wrong part."""
    found = (_of_part(payload, part, "", part.path) for part in parts)
    return culprit(payload, ()) or next(filter(None, found), "")


def _of_part(payload: Any, part: Part, at: str, path: str) -> str:
    name, _, deeper = path.partition(".")
    many, name = name.endswith("[]"), name.removesuffix("[]")
    if not isinstance(payload, dict):
        return at.rstrip(".")
    value: object = node(cast("object", payload)).get(name)
    if part.optional and not value:
        return ""
    if many and not isinstance(value, list):
        return f"{at}{name}"
    for position, one in enumerate(cast("list[object]", value if many else [value])):
        place = f"{at}{name}[{position}]." if many else f"{at}{name}."
        wrong = _of_part(one, part, place, deeper) if deeper else culprit(one, part.fields, place)
        if wrong:
            return wrong
    return ""


def order_row(
    payload: Any,
    to_order: Callable[[Any], ChannelOrder],
    number: Callable[[Any], str],
    field_of: Callable[[Any], str],
) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(payload)
    except UNREADABLE:
        return unread(payload, read_or_none(payload, number), field_of(payload))
    return Row(payload, read.external_no, read)


def read_or_none(payload: Any, read: Callable[[Any], T]) -> T | None:
    """What `read` finds in a payload, None where it can find nothing."""
    try:
        return read(payload)
    except UNREADABLE:
        return None
