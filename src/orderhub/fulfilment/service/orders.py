"""Orders as fulfilment looks at them."""

from orderhub.fulfilment.decide.asking import CLOSED
from orderhub.fulfilment.model.parcels import Line, Ordered, Package
from orderhub.orders.facade import Standing

NOT_LEFT = frozenset({"pending_payment", "paid_held", "to_ship", "partially_shipped"})
LEFT = frozenset({"shipped", "delivered", "completed"})


def ordered(standing: Standing) -> Ordered:
    """What parcels are judged by."""
    return Ordered(
        id=standing.id,
        shop_id=standing.shop_id,
        number=standing.number,
        external_no=standing.external_no,
        closed=standing.stage in CLOSED,
        lines=tuple(Line(line.line_no, line.sku, line.quantity) for line in standing.lines),
    )


def about(package: Package) -> dict[str, object]:
    """What events tell of a package: numbers only."""
    return {
        "order_id": package.order_id,
        "shop_id": package.shop_id,
        "number": package.number,
        "carrier": package.carrier,
        "waybill_no": package.waybill_no,
    }
