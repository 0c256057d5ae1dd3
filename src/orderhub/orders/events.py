"""What orders announce: thin, versioned, no personal data."""

from datetime import datetime

from typing_extensions import TypedDict

from orderhub.kernel.events import Event

RECEIVED = "orders.order_received.v1"
CHANGED = "orders.order_changed.v1"


class OrderReceived(TypedDict):
    """A new order is in the hub."""

    number: str
    shop_id: int
    stage: str


class OrderChanged(TypedDict):
    """An order learned something; both stages may be the same."""

    number: str
    shop_id: int
    stage_before: str
    stage: str


ANNOUNCED = {RECEIVED: OrderReceived, CHANGED: OrderChanged}


def order_received(number: str, shop_id: int, stage: str, at: datetime) -> Event:
    """A new order is in the hub."""
    data: OrderReceived = {"number": number, "shop_id": shop_id, "stage": stage}
    return Event(topic=RECEIVED, key=number, version=1, occurred_at=at, data={**data})


def order_changed(
    number: str, shop_id: int, version: int, moved: tuple[str, str], at: datetime
) -> Event:
    """An order learned something; `moved` is its stage before and after, which may be the same."""
    data: OrderChanged = {
        "number": number,
        "shop_id": shop_id,
        "stage_before": moved[0],
        "stage": moved[1],
    }
    return Event(topic=CHANGED, key=number, version=version, occurred_at=at, data={**data})
