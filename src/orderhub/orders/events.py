"""What orders announce: thin, versioned, no personal data."""

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import TypedDict

from orderhub.kernel.events import Event

RECEIVED = "orders.order_received.v1"
CHANGED = "orders.order_changed.v1"
ADDRESS_CHANGED = "orders.address_changed.v1"
RAISED = "orders.exception_raised.v1"
CLEARED = "orders.exception_cleared.v1"
ESCALATED = "orders.exception_escalated.v1"
About = tuple[str, int, int, Sequence[str]]


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
    sources: list[str]


class AddressChanged(TypedDict):
    """A paid order is to go to another address; `stage` is where it stood when that was told."""

    number: str
    shop_id: int
    stage: str
    sources: list[str]


class ExceptionRaised(TypedDict):
    """An exception stops the order; `sources` told what made it so."""

    id: int
    kind: str
    number: str
    shop_id: int
    sources: list[str]


class ExceptionCleared(TypedDict):
    """The exception is over: `cause_gone`, `waived` or `person`."""

    id: int
    kind: str
    resolution: str
    number: str
    shop_id: int
    sources: list[str]


class ExceptionEscalated(TypedDict):
    """Nobody dealt with it in time; `to` is the role it is told to."""

    id: int
    kind: str
    number: str
    shop_id: int
    level: int
    to: str
    owner: str
    raised_at: str


ANNOUNCED = {
    RECEIVED: OrderReceived,
    CHANGED: OrderChanged,
    ADDRESS_CHANGED: AddressChanged,
    RAISED: ExceptionRaised,
    CLEARED: ExceptionCleared,
    ESCALATED: ExceptionEscalated,
}


def order_received(number: str, shop_id: int, stage: str, at: datetime) -> Event:
    """A new order is in the hub."""
    data: OrderReceived = {"number": number, "shop_id": shop_id, "stage": stage}
    return Event(topic=RECEIVED, key=number, version=1, occurred_at=at, data={**data})


def order_changed(about: About, moved: tuple[str, str], at: datetime) -> Event:
    """An order learned something; `about` is its number, shop, version and who told it, `moved`
    its stage before and after, which may be the same."""
    number, shop_id, version, sources = about
    data: OrderChanged = {
        "number": number,
        "shop_id": shop_id,
        "stage_before": moved[0],
        "stage": moved[1],
        "sources": list(sources),
    }
    return Event(topic=CHANGED, key=number, version=version, occurred_at=at, data={**data})


def address_changed(about: About, stage: str, at: datetime) -> Event:
    """A paid order is to go to another address, which is not told."""
    number, shop_id, version, sources = about
    data: AddressChanged = {
        "number": number,
        "shop_id": shop_id,
        "stage": stage,
        "sources": list(sources),
    }
    return Event(topic=ADDRESS_CHANGED, key=number, version=version, occurred_at=at, data={**data})


def exception_raised(about: About, exception_id: int, kind: str, at: datetime) -> Event:
    """An exception of `kind` stops the order; `about` is its number, shop, version and the
    sources of the facts that made it so."""
    number, shop_id, version, sources = about
    data: ExceptionRaised = {
        "id": exception_id,
        "kind": kind,
        "number": number,
        "shop_id": shop_id,
        "sources": list(sources),
    }
    return Event(topic=RAISED, key=number, version=version, occurred_at=at, data={**data})


def exception_cleared(
    about: About, exception_id: int, kind: str, resolution: str, at: datetime
) -> Event:
    """The exception is over: its cause went, or a person let it go."""
    number, shop_id, version, sources = about
    data: ExceptionCleared = {
        "id": exception_id,
        "kind": kind,
        "resolution": resolution,
        "number": number,
        "shop_id": shop_id,
        "sources": list(sources),
    }
    return Event(topic=CLEARED, key=number, version=version, occurred_at=at, data={**data})


def exception_escalated(data: ExceptionEscalated, at: datetime) -> Event:
    """Nobody dealt with the exception in time."""
    return Event(
        topic=ESCALATED,
        key=f"exception:{data['id']}",
        version=int(at.timestamp()),
        occurred_at=at,
        data={**data},
    )
