"""Why an order, or a part of it, was not given to a warehouse yet. Pure."""

from orderhub.fulfilment.decide.asking import NOT_ASKED, Position
from orderhub.fulfilment.decide.parts import SPLITTABLE
from orderhub.fulfilment.model.warehouses import DeliveryOrder, WaitsFor
from orderhub.kernel.words import Stage


def waits_for(
    stands: Position,
    delivery: DeliveryOrder | None,
    stop: WaitsFor | None,
    *,
    served: bool,
    gathers: bool = False,
) -> WaitsFor | None:
    """None where nothing is to be waited for. `stop` is what keeps the whole order back, `served`:
    a warehouse ships for its shop, `gathers`: it waits for others of its buyer."""
    if stands.left or not (delivery is None or delivery.state in NOT_ASKED):
        return None
    if stands.stage == Stage.PENDING_PAYMENT:
        return WaitsFor.PAYMENT
    if stands.stage not in SPLITTABLE:
        return None
    if stands.stale:
        return WaitsFor.SPLIT
    if stop is None and stands.stage == Stage.AWAITING_REVIEW:
        return WaitsFor.REVIEW
    if stop is not None or stands.split:
        return stop
    if not served:
        return WaitsFor.WAREHOUSE
    return WaitsFor.OTHERS if gathers else None
