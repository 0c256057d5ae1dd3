"""Which step of a parcel may follow which (reliability F37): no going back and forth. Pure."""

from collections.abc import Mapping

FOLLOWS: Mapping[str, frozenset[str]] = {
    "created": frozenset({"picked", "packed", "shipped", "in_transit", "delivered", "returned"}),
    "picked": frozenset({"packed", "shipped", "in_transit", "delivered", "returned"}),
    "packed": frozenset({"shipped", "in_transit", "delivered", "returned"}),
    "shipped": frozenset({"in_transit", "delivered", "returned"}),
    "in_transit": frozenset({"delivered", "returned"}),
    "delivered": frozenset({"returned"}),
    "returned": frozenset(),
}


def moves(before: str, told: str) -> bool:
    """Whether the parcel goes on to the step told. A carrier that flips back is only remembered."""
    return told in FOLLOWS[before]
