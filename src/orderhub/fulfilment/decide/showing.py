"""Whether a channel shows that it knows of a parcel. Pure."""

from collections.abc import Mapping
from typing import Any, cast


def shows(payload: Any, waybill_no: str) -> bool:
    """Whether this waybill stands anywhere in an order as its channel tells it."""
    if isinstance(payload, Mapping):
        fields = cast("Mapping[str, Any]", payload)
        return any(shows(value, waybill_no) for value in fields.values())
    if isinstance(payload, list | tuple):
        return any(shows(value, waybill_no) for value in cast("list[Any]", payload))
    return isinstance(payload, str) and payload == waybill_no
