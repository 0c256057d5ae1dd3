"""Lines that are closed (已关闭): refunded or cancelled at the channel, they ship no more. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from orderhub.orders.model import Data, State

CLOSED = "closed"
# Steps of a parcel whose units left, whether or not they came back since.
_LEFT = frozenset({"shipped", "in_transit", "delivered", "returned"})


def is_closed(line: Data) -> bool:
    """Whether the channel closed the line."""
    return bool(line.get(CLOSED))


def all_closed(lines: Sequence[Data]) -> bool:
    """Whether there are lines and the channel closed every one."""
    return bool(lines) and all(map(is_closed, lines))


def sent_units(state: State) -> Mapping[str, int]:
    """SKU → units that left in parcels; those of a parcel that names none are not known."""
    sent: Counter[str] = Counter()
    for parcel in state.parcels.values():
        if parcel.step in _LEFT:
            sent.update(parcel.units)
    return sent


def kept_units(lines: Sequence[Data], sent: Mapping[str, int]) -> list[int]:
    """Units of each line that leave, or left: all of an open one; of a closed one what left before
    it was closed, which is what parcels hold (`sent`, SKU → units) beyond the open lines."""
    if not any(map(is_closed, lines)):
        return [line["quantity"] for line in lines]
    spare = Counter(sent)
    for line in lines:
        if not is_closed(line):
            spare[line["sku"]] -= line["quantity"]
    kept: list[int] = []
    for line in lines:
        units = line["quantity"]
        if is_closed(line):
            units = min(units, max(spare[line["sku"]], 0))
            spare[line["sku"]] -= units
        kept.append(units)
    return kept
