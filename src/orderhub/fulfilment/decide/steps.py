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


# A warehouse's own words about an order, in the order in which they happen (channels §9.4).
WORKING = (
    *("accept", "partfulfilled", "print", "pick", "check", "package", "weigh", "ready"),
    *("partdelivered", "delivered", "sign"),
)
SIGNED = WORKING[-1]


def furthest(known: str, told: str) -> str:
    """The warehouse's word that counts of two, whichever came first (F28). What stops an order,
    and words nobody knows, are taken as they come."""
    both_known = known in WORKING and told in WORKING
    return max(known, told, key=WORKING.index) if both_known else told


def moves(before: str, told: str) -> bool:
    """Whether the parcel goes on to the step told. A carrier that flips back is only remembered."""
    return told in FOLLOWS[before]
