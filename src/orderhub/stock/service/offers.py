"""What each shop may offer of an item as things stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from orderhub.infra.db import Tx
from orderhub.stock.decide.quantities import apart, offered, sellable
from orderhub.stock.model import Allocation, AllocationMode, ShopStock
from orderhub.stock.statements import fetch
from orderhub.stock.store import shops


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything that tells an offer: what items are made of, what is there, who has what part,
    and how much of a fixed part the shop's orders took since it was set."""

    parts: Mapping[int, Mapping[int, int]]
    available: Mapping[int, int]
    counted: Mapping[int, int]
    safety: Mapping[int, int]
    shops: Mapping[int, ShopStock]
    own: Mapping[tuple[int, int], Allocation]
    taken: Mapping[tuple[int, int], int]

    def allocation(self, item: int, shop_id: int) -> Allocation:
        """The item's own part at the shop, else the shop's."""
        shop = self.shops[shop_id]
        return self.own.get((item, shop_id)) or Allocation(shop.mode, shop.amount, shop.safety)

    def made(self, item: int) -> int:
        """Units of the item that are available."""
        return sellable(self.parts.get(item, {}), self.available)

    def free(self, item: int) -> int:
        """Units of the item that may be offered by all shops together."""
        return self.made(item) - self.safety.get(item, 0)

    def counted_of(self, item: int) -> int:
        """Units of its parts that were counted: orders do not change it, all else does."""
        return sum(self.counted.get(sku, 0) for sku in self.parts.get(item, {}))

    def quantity(self, item: int, shop_id: int) -> int:
        """Units the shop may offer."""
        fixed = (
            (shop, part.amount - self.taken.get((sku, shop), 0))
            for (sku, shop), part in self.own.items()
            if sku == item and part.mode is AllocationMode.FIXED
        )
        mine = self.allocation(item, shop_id)
        return offered(
            self.free(item),
            mine,
            apart(fixed, shop_id),
            self.taken.get((item, shop_id), 0),
        )


async def offers_of(tx: Tx, items: Collection[int]) -> Offers:
    """What tells the offers of these items; nothing is locked: it is told, not promised."""
    sql = """
        SELECT p.item_id, p.sku_id, p.quantity, b.available, b.counted, s.safety
        FROM stock_parts p JOIN stock_balances b ON b.sku_id = p.sku_id
        JOIN stock_skus s ON s.id = p.item_id WHERE p.item_id = ANY(%s)
    """
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    available: dict[int, int] = {}
    counted: dict[int, int] = {}
    safety: dict[int, int] = {}
    for row in await fetch(tx, sql, (list(items),)):
        parts[row["item_id"]][row["sku_id"]] = row["quantity"]
        available[row["sku_id"]] = row["available"]
        counted[row["sku_id"]] = row["counted"]
        safety[row["item_id"]] = row["safety"]
    own = await shops.allocations(tx, items)
    taken = await shops.taken_of_parts(tx, items)
    return Offers(parts, available, counted, safety, await shops.every(tx), own, taken)
