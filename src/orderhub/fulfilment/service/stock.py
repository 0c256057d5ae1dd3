"""What a warehouse says of its stock is taken into stock's drift check, and announced."""

from collections import Counter
from datetime import datetime

from orderhub.fulfilment.events import Moved, stock_reported
from orderhub.fulfilment.model.warehouses import GOOD, StockMoved, Warehouse
from orderhub.infra import outbox
from orderhub.infra.db import Tx
from orderhub.stock.facade import Reported, take_report


async def tell_of_stock(tx: Tx, warehouse: Warehouse, said: StockMoved, now: datetime) -> None:
    """In the transaction that the message's answer waits for: what was acknowledged is taken in.

    The book's warehouse of the same code is meant. Lines of one SKU, by batch say, count together.
    """
    totals: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    shipped: Counter[str] = Counter()
    for item in said.items:
        if item.inventory_type != GOOD:
            continue
        if item.total is not None:
            totals[item.sku] += item.total
        else:
            (shipped if item.for_orders else changes)[item.sku] += item.change
    report = Reported(
        warehouse=warehouse.code, report_no=said.key, source=warehouse.name, at=said.at,
        totals=totals, changes=changes, shipped=shipped,
    )  # fmt: skip
    await take_report(tx, report, now)
    items = [
        Moved(
            sku=item.sku, quantity=item.change, total=item.total,
            inventory_type=item.inventory_type,
        )
        for item in said.items
    ]  # fmt: skip
    outbox.append(tx, stock_reported(warehouse.code, said.key, said.at, items))
