"""Lines that are closed (已关闭): refunded or cancelled at the channel, they ship no more. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from orderhub.orders.model import Data, Parcel, State

CLOSED = "closed"
# Steps of a parcel whose units left, whether or not they came back since.
LEFT = frozenset({"shipped", "in_transit", "delivered", "returned"})


def is_closed(line: Data) -> bool:
    """Whether the channel closed the line."""
    return bool(line.get(CLOSED))


def all_closed(lines: Sequence[Data]) -> bool:
    """Whether there are lines and the channel closed every one."""
    return bool(lines) and all(map(is_closed, lines))


def in_parcels(lines: Sequence[Data], parcels: Iterable[Parcel]) -> Counter[str]:
    """Units by line number that these parcels hold: of the lines that were said of a parcel when it
    became known, so that a line that is closed later keeps them and another one of its SKU is still
    to leave. Parcels of which only SKUs are known are spread over what the others leave, open lines
    first; those that name no units are not known."""
    held: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    for parcel in parcels:
        held.update(parcel.lines)
        if not parcel.lines:
            loose.update(parcel.units)
    if loose:
        for line in sorted(lines, key=is_closed):
            units = min(loose[line["sku"]], max(line["quantity"] - held[line["no"]], 0))
            held[line["no"]] += units
            loose[line["sku"]] -= units
    return held


def left_units(state: State) -> Mapping[str, int]:
    """Units by line number that left, whether or not they came back."""
    if not state.parcels or state.snapshot is None:
        return {}
    gone = [parcel for parcel in state.parcels.values() if parcel.step in LEFT]
    return in_parcels(state.snapshot["lines"], gone)


def unclear_units(state: State) -> Mapping[str, int]:
    """Units by line number that the channel took off after some of the order had left by its word
    alone: no parcel tells whether they are among it."""
    if not state.history.unsure or _is_explained(state):
        return {}
    left = left_units(state)
    return {no: n for no, n in state.history.unsure.items() if left.get(no, 0) < n}


def gone_units(state: State) -> Mapping[str, int]:
    """Units by line number that left, or may have left: they are not to be sold again."""
    left, unclear = left_units(state), unclear_units(state)
    return Counter(left) | Counter(unclear) if unclear else left


def _is_explained(state: State) -> bool:
    """Whether the channel's first word of goods that left may be of a parcel of ours: of one that
    names its units and had left by then. Then parcels tell all that left."""
    gone_by = state.history.gone_by
    return gone_by is not None and any(
        (parcel.units or parcel.lines) and parcel.left_at is not None and parcel.left_at <= gone_by
        for parcel in state.parcels.values()
    )


def lines_of_goods(state: State) -> Sequence[Data]:
    """The order's lines; with those that its channel names no more and that left, or may have, as
    closed ones."""
    lines: Sequence[Data] = (state.snapshot or {})["lines"]
    gone = gone_units(state)
    former = [{**line, CLOSED: True} for no, line in state.history.former.items() if gone.get(no)]
    return [*lines, *former] if former else lines


def kept_units(lines: Sequence[Data], gone: Mapping[str, int], *, over: bool = False) -> list[int]:
    """Units of each line that leave, left, or may have left (`gone`, by line number): at least all
    of an open one, of a closed one, or of an order that is `over`, what is gone."""
    return [
        gone.get(line["no"], 0)
        if over or is_closed(line)
        else max(line["quantity"], gone.get(line["no"], 0))
        for line in lines
    ]
