"""How much of what is available a shop may offer. Pure."""

from collections.abc import Iterable, Mapping

from orderhub.stock.model import Allocation, AllocationMode

PERCENT = 100


def sellable(parts: Mapping[int, int], available: Mapping[int, int]) -> int:
    """Units of an item that its parts (SKU → units each) make; a simple SKU is its own part."""
    return min((available.get(sku, 0) // each for sku, each in parts.items()), default=0)


def offered(free: int, mine: Allocation, set_apart: int, taken: int = 0) -> int:
    """Units the shop offers: never more than what is `free`, available without the SKU's safety
    stock.

    A fixed number is counted down by what the shop's orders have `taken` of it. `set_apart` is what
    is left of other shops' fixed numbers: pool and share offer what they leave over. The shop's own
    safety stock comes off last, so that it holds in every mode.
    """
    if mine.mode is AllocationMode.FIXED:
        part = min(mine.amount - taken, free)
    else:
        rest = free - set_apart
        part = rest if mine.mode is AllocationMode.POOL else rest * mine.amount // PERCENT
    return max(part - mine.safety, 0)


def left(part: int, taken: int, free: int) -> int:
    """Units that are left of a part of which the shop's orders took some, out of `free` ones."""
    return max(min(part - taken, free), 0)


def at_most(told: int | None, sold: int, maybe: int | None) -> int | None:
    """Units a channel may sell: what it was told less what it sold since, or more where it may have
    heard another number; None where it was told none."""
    known = [] if told is None else [max(told - sold, 0)]
    return max(known if maybe is None else [*known, maybe], default=None)


def apart(fixed: Iterable[tuple[int, int]], shop_id: int) -> int:
    """Units that are left of what other shops set apart, of (shop, units)."""
    return sum(max(units, 0) for shop, units in fixed if shop != shop_id)
