"""Events of orders in the words of listeners."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderhub.listeners.model import EventKind, Happening
from orderhub.orders import events

KINDS = {
    events.RECEIVED: EventKind.ORDER_RECEIVED,
    events.CHANGED: EventKind.ORDER_CHANGED,
    events.ADDRESS_CHANGED: EventKind.ADDRESS_CHANGED,
    events.RAISED: EventKind.EXCEPTION_RAISED,
    events.CLEARED: EventKind.EXCEPTION_CLEARED,
    events.ESCALATED: EventKind.EXCEPTION_ESCALATED,
}


def happening_of(topic: str, data: Mapping[str, Any], at: datetime) -> Happening | None:
    """The event as listeners look at it; None for one that they do not listen to."""
    kind = KINDS.get(topic)
    if kind is None:
        return None
    return Happening(
        kind=kind,
        number=data["number"],
        shop_id=data["shop_id"],
        at=at,
        stage_before=data.get("stage_before", ""),
        stage=data.get("stage", ""),
        exception=data.get("kind", ""),
        resolution=data.get("resolution", ""),
        level=data.get("level", 0),
        sources=tuple(data.get("sources", ())),
    )
