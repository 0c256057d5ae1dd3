"""A peer (对端): whom we talk to that is no shop's channel: a warehouse, a carrier, a gateway."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """`peer` names it everywhere: its kind and number, "warehouse:3". `shop_ids` are those that
    its silence hits; nobody limited to other shops hears of it."""

    peer: str
    name: str
    shop_ids: Sequence[int] = ()


def kind_of(peer: str) -> str:
    """ "warehouse:3" → "warehouse": stands where a shop has its channel."""
    return peer.partition(":")[0]
