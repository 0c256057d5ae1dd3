"""Quantities on sale at Kuaishou (channels reference §5.5), which takes differences alone."""

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.increments import set_by_difference
from orderhub.connector_kit.readers import count, node, rows_of, text, to_int64
from orderhub.connector_kit.shipping import StockLevel
from orderhub.connectors.kuaishou.wire import ITEM, STOCK
from orderhub.kernel.errors import ChannelRefused, ContractViolation

_ADD, _SUBTRACT = 1, 2


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """By difference to what is on sale."""
    known = {"kwaiItemId": to_int64(level.listing_no), "skuId": to_int64(level.sku_no)}

    async def tell(difference: int) -> None:
        way = _ADD if difference > 0 else _SUBTRACT
        change = {"skuChangeStock": abs(difference), "changeType": way}
        await shop.write(STOCK, {**known, **change})

    await set_by_difference(level.quantity, lambda: _on_sale(shop, level), tell)


async def _on_sale(shop: ShopSession, level: StockLevel) -> int:
    answer = await shop.read(ITEM, {"kwaiItemId": to_int64(level.listing_no)})
    skus = rows_of(node(answer.document.get("data")).get("skuInfos"), "skuInfos")
    for sku in map(node, skus):
        if text(sku.get("kwaiSkuId")) == level.sku_no:
            try:
                return count(sku.get("skuStock"))
            except ValueError:
                raise ContractViolation("a quantity cannot be read", field="skuStock") from None
    raise ChannelRefused("the item has no such sku", method=ITEM)
