"""Which axes of an order disagree, and what heals it (capability A10). Pure."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.fulfilment.model.disagreements import (
    HEAL_AGAIN_AFTER,
    MOST_HEALINGS,
    Disagreement,
    Found,
    Healing,
)
from orderhub.fulfilment.model.tasks import Task, TaskState

SHIPPED = frozenset({"shipped", "delivered", "completed"})
CLOSED = frozenset({"cancelled", "closed_refunded"})
UNDER_WAY = frozenset({TaskState.WAITING, TaskState.CALLING, TaskState.UNKNOWN})
LEFT = frozenset({"partially_shipped", "shipped", "delivered"})
ALL_LEFT = frozenset({"shipped", "delivered", "returned"})


def parcel_disagrees(channel_status: str, fulfilment_status: str) -> Disagreement | None:
    """Of an order of which a parcel has left for longer than allowed."""
    if fulfilment_status not in LEFT:
        return None  # It came back.
    if channel_status in CLOSED:
        return Disagreement.SHIPPED_THOUGH_CLOSED
    if channel_status in SHIPPED or channel_status == fulfilment_status:
        return None
    return Disagreement.PLATFORM_BEHIND


def warehouse_disagrees(channel_status: str, fulfilment_status: str) -> Disagreement | None:
    """Of an order that a warehouse accepted and tells nothing more of: somebody else may have
    shipped it, or the rest of it, and the warehouse will once more."""
    behind = channel_status in SHIPPED and fulfilment_status not in ALL_LEFT
    return Disagreement.WAREHOUSE_BEHIND if behind else None


def awaits_warehouse(channel_status: str, fulfilment_status: str) -> bool:
    """Whether anything is still to come from the warehouse."""
    return channel_status not in CLOSED and fulfilment_status not in ALL_LEFT


def healing_of(kind: Disagreement, told: Sequence[Task]) -> Healing:
    """`told`: what the channel was to be told of the order."""
    if kind is Disagreement.SHIPPED_THOUGH_CLOSED:
        return Healing.PERSON
    if kind is Disagreement.WAREHOUSE_BEHIND:
        return Healing.READ
    states = {task.state for task in told}
    if states & UNDER_WAY:
        return Healing.WAIT
    if TaskState.REFUSED in states:
        return Healing.PERSON
    if not states or TaskState.STOPPED in states:
        return Healing.TELL
    return Healing.READ


def heal_now(found: Found, now: datetime) -> bool:
    """Each healing waits longer than the one before it; at last only a person helps."""
    if found.healings >= MOST_HEALINGS:
        return False
    return now >= found.found_at + HEAL_AGAIN_AFTER * (2**found.healings - 1)
