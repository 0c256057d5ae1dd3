"""Whether a warehouse holds other goods of an order than the order has by now. Pure."""

from collections import Counter
from collections.abc import Sequence

from orderhub.fulfilment.decide.addresses import TOLD
from orderhub.fulfilment.decide.asking import Position
from orderhub.fulfilment.decide.scans import left_units
from orderhub.fulfilment.model.parcels import Ordered, Package
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState


def to_tell(order: Ordered) -> dict[str, int]:
    """Units by SKU that a warehouse is told of a whole order."""
    return due_units(order, ())


def due_units(order: Ordered, packages: Sequence[Package]) -> dict[str, int]:
    """Units by SKU that are still to leave."""
    return {sku: n for sku, n in left_units(order, packages).items() if n > 0}


def holds_others(delivery: DeliveryOrder, order: Ordered, packages: Sequence[Package]) -> bool:
    """Whether the warehouse still has other units to send than the order wants: a line was closed,
    or is open again, since it was told. False where that cannot be known."""
    if delivery.told is None or delivery.state not in TOLD:
        return False
    coming = Counter(delivery.told)
    for package in packages:
        coming.subtract(package.units)
    return +coming != Counter(due_units(order, packages))


def late_lines(delivery: DeliveryOrder, stands: Position, order: Ordered) -> str:
    """A token of what the order has by now where the warehouse will send something else and cannot
    be asked back; "" otherwise."""
    if not stands.stale or not (stands.left or delivery.state is DeliveryState.TOO_LATE):
        return ""
    return ",".join(f"{sku}:{n}" for sku, n in sorted(to_tell(order).items())) or "-"
