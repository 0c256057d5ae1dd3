"""Whether an order's recipient is another than its warehouse was told, and what follows. Pure."""

from enum import StrEnum

from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState

State = DeliveryState
# The warehouse may hold the order under the address it was told.
TOLD = frozenset({State.SENDING, State.ACCEPTED, State.CANCELLING, State.TOO_LATE})


class Follow(StrEnum):
    """What a look at the address leads to."""

    NOTHING = "nothing"
    RECALL = "recall"
    TOO_LATE = "too_late"
    BACK = "back"


def follows(delivery: DeliveryOrder, current: bytes | None, *, left: bool) -> Follow:
    """`current` is the digest of the address as the order has it now, None when not known; `left`
    when something of the order did."""
    told = delivery.recipient
    if told is None or current is None or delivery.state not in TOLD:
        return Follow.NOTHING
    if current == told:
        return Follow.NOTHING if delivery.late_for is None else Follow.BACK
    if left or delivery.state is State.TOO_LATE:
        return Follow.NOTHING if delivery.late_for == current else Follow.TOO_LATE
    return Follow.RECALL


def told_otherwise(delivery: DeliveryOrder, current: bytes | None) -> bool:
    """Whether the warehouse may hold this very code under another address already: then repeating
    the call would be answered as if the new one were known."""
    told = delivery.recipient
    is_asked = delivery.state is State.SENDING
    return is_asked and None not in (told, current) and told != current


def being_told(delivery: DeliveryOrder, current: bytes | None) -> bytes | None:
    """What to compare with later, once the warehouse is asked: what was told before a silence
    stays where the address cannot be read now."""
    if current is None and delivery.state is State.SENDING:
        return delivery.recipient
    return current
