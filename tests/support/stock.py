"""Goods for tests: SKUs with units in a warehouse, and orders that want them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.stock.facade import Want, WantLine
from orderhub.stock.model import ShopStock
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.service.verify import verify
from orderhub.stock.store import shops
from orderhub.stock.store.balances import Note
from tests.support.orders import PLACED

SHOP = 1
HOUSE = "HZ-1"
_BALANCE = text("""
    SELECT available, reserved, shipped, counted FROM stock_balances b
    JOIN stock_skus s ON s.id = b.sku_id WHERE s.code = :code
""")


async def stock_up(tx: Tx, units: dict[str, int], shop: int = SHOP) -> dict[str, int]:
    """SKUs with so many units each, and a shop that takes part; returns their ids by code."""
    await shops.save(tx, ShopStock(shop_id=shop), PLACED)
    ids = await add_skus(tx, [NewSku(code=code, title=f"货 {code}") for code in units], PLACED)
    await arrive(tx, {ids[code]: n for code, n in units.items()})
    return ids


async def arrive(tx: Tx, units: dict[int, int], at: datetime = PLACED) -> None:
    """Units come into the warehouse, by SKU id."""
    counted = [Counted(sku, HOUSE, n, absolute=False) for sku, n in units.items()]
    assert await count(tx, counted, Note("count", at)) == {}


def want(order_id: int, *lines: tuple[str, int], shop: int = SHOP, **over: bool | int) -> Want:
    """An order that wants (SKU code, units) each."""
    return Want(
        order_id=order_id,
        number=f"ORD-{order_id}",
        shop_id=shop,
        priority=int(over.get("priority", 0)),
        unpaid=bool(over.get("unpaid", False)),
        known=bool(over.get("known", False)),
        lines=tuple(
            WantLine(str(n), f"L-{code}", code, f"货 {code}", "", units)
            for n, (code, units) in enumerate(lines, 1)
        ),
    )


async def balance(tx: Tx, code: str) -> tuple[int, int, int, int]:
    """(available, reserved, shipped, counted)."""
    row = (await tx.execute(_BALANCE, {"code": code})).one()
    return (row.available, row.reserved, row.shipped, row.counted)


async def states(tx: Tx, order_id: int) -> list[str]:
    """States of the order's reservations, in the order of its lines and SKUs."""
    found = await tx.execute(
        text("""SELECT state FROM stock_reservations WHERE order_id = :id
                ORDER BY line_no, sku_id, taken_at"""),
        {"id": order_id},
    )
    return list(found.scalars())


async def findings(db: Database) -> Sequence[object]:
    """What does not agree, in a transaction of its own."""
    async with db.transaction() as tx:
        return await verify(tx)
