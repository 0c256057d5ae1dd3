"""Which field of a payload cannot be read: asked only once the fast reading has failed. Pure."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from orderhub.connector_kit.contract import Row
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import ContractViolation

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
