"""Two sides that say different things about an order (状态不一致)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ALLOWED = timedelta(minutes=30)
HEAL_AGAIN_AFTER = timedelta(minutes=10)
MOST_HEALINGS = 12


class Disagreement(StrEnum):
    """The parcel left and the platform still says to ship; the platform says shipped and the
    warehouse has not sent all of it; the parcel left though the platform closed the order."""

    PLATFORM_BEHIND = "platform_behind"
    WAREHOUSE_BEHIND = "warehouse_behind"
    SHIPPED_THOUGH_CLOSED = "shipped_though_closed"


class Healing(StrEnum):
    """What helps: wait for what is under way, tell again, read the order again, a person."""

    WAIT = "wait"
    TELL = "tell"
    READ = "read"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An open disagreement; `healings` is how often the hub tried."""

    id: int
    kind: Disagreement
    order_id: int
    shop_id: int
    number: str
    external_no: str
    since: datetime
    found_at: datetime
    healings: int


@dataclass(frozen=True, slots=True)
class Places:
    """Beyond which ids a round looks: of parcels, of orders at warehouses, of disagreements; 0
    begins at the oldest."""

    parcels: int = 0
    orders: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """How many disagreements a round opened or closed, and where the next one looks."""

    changed: int
    after: Places
