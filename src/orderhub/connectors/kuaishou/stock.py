"""Quantities on sale at Kuaishou (channels reference §5.5), which takes differences alone."""

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import count, node, rows_of, text
from orderhub.connector_kit.shipping import StockLevel
from orderhub.connectors.kuaishou.wire import ITEM, STOCK, number
from orderhub.kernel.errors import ChannelRefused, ChannelUnavailable, ContractViolation

_ADD, _SUBTRACT = 1, 2
_TRIES = 3


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """Read, tell the difference, read again: a repeat after silence finds what was done. What
    buyers take meanwhile is told as a further difference; ChannelUnavailable when they never
    stop."""
    for _ in range(_TRIES):
        difference = level.quantity - await _on_sale(shop, level)
        if not difference:
            return
        await shop.write(
            STOCK,
            {
                "kwaiItemId": number(level.listing_no),
                "skuId": number(level.sku_no),
                "skuChangeStock": abs(difference),
                "changeType": _ADD if difference > 0 else _SUBTRACT,
            },
        )
    if await _on_sale(shop, level) != level.quantity:
        raise ChannelUnavailable("the quantity changes faster than it can be set", method=STOCK)


async def _on_sale(shop: ShopSession, level: StockLevel) -> int:
    answer = await shop.read(ITEM, {"kwaiItemId": number(level.listing_no)})
    skus = rows_of(node(answer.document.get("data")).get("skuInfos"), "skuInfos")
    for sku in map(node, skus):
        if text(sku.get("kwaiSkuId")) == level.sku_no:
            try:
                return count(sku.get("skuStock"))
            except ValueError:
                raise ContractViolation("a quantity cannot be read", field="skuStock") from None
    raise ChannelRefused("the item has no such sku", method=ITEM)
