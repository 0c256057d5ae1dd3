"""Orders as fulfilment looks at them."""

from dataclasses import replace

from orderhub.fulfilment.decide.asking import CLOSED
from orderhub.fulfilment.model.parcels import Line, Ordered, Package
from orderhub.orders.facade import GIFT_LINE, Standing

NOT_LEFT = frozenset({"pending_payment", "paid_held", "to_ship", "partially_shipped"})
LEFT = frozenset({"shipped", "delivered", "completed"})


def ordered(standing: Standing) -> Ordered:
    """What parcels are judged by. Nothing of a closed line is to leave."""
    return Ordered(
        id=standing.id,
        shop_id=standing.shop_id,
        channel=standing.channel,
        number=standing.number,
        external_no=standing.external_no,
        closed=standing.stage in CLOSED,
        lines=tuple(
            Line(line.line_no, line.sku, 0 if line.closed else line.quantity)
            for line in standing.lines
        ),
    )


def of_channel(order: Ordered) -> Ordered:
    """What its channel knows of the order: it did not sell the gifts."""
    lines = [line for line in order.lines if not line.line_no.startswith(GIFT_LINE)]
    return replace(order, lines=lines)


def about(package: Package) -> dict[str, object]:
    """What events tell of a package: numbers only."""
    return {
        "order_id": package.order_id,
        "shop_id": package.shop_id,
        "number": package.number,
        "carrier": package.carrier,
        "waybill_no": package.waybill_no,
    }
