"""Stock told to Shopify (channels reference §7.2): per inventory item and location."""

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import ident, node, rows_of
from orderhub.connector_kit.shipping import StockLevel
from orderhub.connectors.shopify.documents import LEVELS, SET_STOCK
from orderhub.connectors.shopify.wire import gid
from orderhub.kernel.errors import ChannelRefused


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity of a variant at the shop's location (`location_id`, or the only one that
    has it), so that a repeat changes nothing. ChannelRefused where none or several have it."""
    answer = await shop.read(LEVELS, {"id": gid("ProductVariant", level.sku_no)})
    variant = node(node(answer.document["data"]).get("productVariant"))
    item = node(variant.get("inventoryItem"))
    known = [
        ident(node(row["location"])["id"]) for row in rows_of(item.get("inventoryLevels"), "nodes")
    ]
    named = shop.credentials.get("location_id", "")
    chosen = [gid("Location", named)] if named else known
    if len(chosen) != 1 or chosen[0] not in known:
        raise ChannelRefused(f"{len(known)} locations have this variant", method=LEVELS)
    at = {"inventoryItemId": ident(item["id"]), "locationId": chosen[0], "quantity": level.quantity}
    quantities = {"name": "available", "reason": "correction", "ignoreCompareQuantity": True}
    await shop.write(SET_STOCK, {"input": {**quantities, "quantities": [at]}})
