"""Lanes (环节) an order passes on its way: no state of their own, they follow from stage and
flags."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from orderhub.kernel.words import Lane, Stage
from orderhub.orders.model import Flags

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TO_LEAVE = (Stage.TO_SHIP, Stage.PARTIALLY_SHIPPED)
SLOT = timedelta(minutes=5)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LaneRule:
    """Orders of any of `stages`, with all bits of `having` and none of `lacking`."""

    stages: tuple[Stage, ...]
    having: int = 0
    lacking: int = 0


LANES: dict[Lane, LaneRule] = {
    Lane.AWAITING_REVIEW: LaneRule((Stage.AWAITING_REVIEW,)),
    Lane.TO_PUSH: LaneRule(TO_LEAVE, lacking=Flags.AT_WAREHOUSE.value),
    Lane.AT_WAREHOUSE: LaneRule(TO_LEAVE, having=Flags.AT_WAREHOUSE.value),
    Lane.UNTOLD: LaneRule((Stage.SHIPPED, Stage.DELIVERED), having=Flags.UNTOLD.value),
    Lane.IN_TRANSIT: LaneRule((Stage.SHIPPED,), lacking=Flags.UNTOLD.value),
    Lane.DELIVERED: LaneRule((Stage.DELIVERED,), lacking=Flags.UNTOLD.value),
}
_AT_WAREHOUSE, _UNTOLD = Flags.AT_WAREHOUSE.value, Flags.UNTOLD.value
# By stage: the bit that decides, the lane without it, the lane with it.
_BY_STAGE: dict[str, tuple[int, Lane, Lane]] = {
    "awaiting_review": (0, Lane.AWAITING_REVIEW, Lane.AWAITING_REVIEW),
    "to_ship": (_AT_WAREHOUSE, Lane.TO_PUSH, Lane.AT_WAREHOUSE),
    "partially_shipped": (_AT_WAREHOUSE, Lane.TO_PUSH, Lane.AT_WAREHOUSE),
    "shipped": (_UNTOLD, Lane.IN_TRANSIT, Lane.UNTOLD),
    "delivered": (_UNTOLD, Lane.DELIVERED, Lane.UNTOLD),
}


def lane_of(stage: str, flags: int) -> Lane | None:
    """The lane of an order; None before payment and after the end."""
    found = _BY_STAGE.get(stage)
    if found is None:
        return None
    bit, without, having = found
    return having if flags & bit else without


def slot_word(at: datetime, size: timedelta) -> str:
    """The start of the span of `size` that `at` lies in, as counters name it: `2026-01-05T03:35`,
    UTC; words of one size sort as times do."""
    return _word((at - _EPOCH) // size, size)


@lru_cache(maxsize=4096)
def _word(slot: int, size: timedelta) -> str:
    return (_EPOCH + slot * size).strftime("%Y-%m-%dT%H:%M")
