"""Stock reports of a warehouse beside the book (库存上报与差异).

Nothing is booked by a report: each difference is explained, told when it is large, and taken over
by a person.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.connector_kit.causes import Words
from orderhub.health.facade import Finding, open_incident, resolve_told
from orderhub.infra import live
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import Conflict, NotFound, StaleVersion
from orderhub.stock.decide.drift import explain
from orderhub.stock.model import Moves, Reported
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.statements import Row
from orderhub.stock.store import balances, reports, shops, skus
from orderhub.stock.store.balances import Note

KEPT_FOR = timedelta(days=30)
AT_ONCE = 5_000
DRIFT = "stock_drift"


async def take_report(tx: Tx, said: Reported, now: datetime) -> list[str]:
    """Keep what a warehouse says it has, or what changed, with why it differs; nothing is booked.

    A report known by its number changes nothing, and one that comes late counts by its own time.
    What orders had shipped is known from the orders: where the warehouse has told no total, it is
    left out. Returns codes that are no SKU with a balance.
    """
    codes = {*said.totals, *said.changes, *said.shipped}
    ids = {code: one["id"] for code, one in (await skus.by_code(tx, codes)).items()
           if not one["bundle"]}  # fmt: skip
    if ids:
        await reports.take_turns(tx, said.warehouse)
        unbased = await reports.without_total(tx, said.warehouse, ids.values())
        units = _units(said, ids, unbased)
        begun = {sku for sku, (total, _) in units.items() if total is None} & unbased
        await reports.begin_with_book(tx, said.warehouse, begun, now)
        times = (said.at, now)
        new = await reports.add_lines(tx, said.warehouse, said.report_no, units, times)
        await reports.fold(tx, said.warehouse, new, said.source, now - KEPT_FOR)
        await _judge(tx, said.warehouse, new, now)
        live.announce(tx, "stock")
    return sorted(codes - ids.keys())


async def take_over(
    tx: Tx, actor: Actor, place: tuple[str, int], units: int, now: datetime
) -> None:
    """Book the part of a difference that nothing else will (`units`, as the person saw it).
    NotFound; StaleVersion when it is another by now; Conflict where orders hold the goods."""
    warehouse, sku_id = place
    await balances.move(tx, {sku_id: Moves()}, Note("count", now))
    found = (await reports.beside(tx, warehouse, [sku_id])).get(place)
    if found is None:
        raise NotFound("This warehouse has not reported this SKU.")
    if units == 0 or explain(found).to_take != units:
        raise StaleVersion("The difference is another by now: look again.")
    reason = f"reported by {warehouse}: {found.reported}"
    counted = Counted(sku_id, warehouse, units, absolute=False)
    for why in (await count(tx, [counted], Note("count", now, reason, actor.name))).values():
        raise Conflict(why)
    detail = {"warehouse": warehouse, "units": units, "reported": found.reported}
    await record(tx, actor, "stock.take_over", f"sku:{sku_id}", detail=detail)
    await _judge(tx, warehouse, [sku_id], now)
    live.announce(tx, "stock", sku_id=sku_id)


async def check_drift(db: Database, units: int, now: datetime) -> int:
    """Explain anew what differs; returns how many SKUs are `units` or more off without a cause.
    An incident for each warehouse that has such SKUs, over when it has none. For the worker."""
    async with db.transaction() as tx:
        differing = await reports.differing(tx, AT_ONCE)
        found = {place: (one, explain(one)) for place, one in differing.items()}
        await reports.write(tx, found, now)
        far_off = await reports.far_off(tx, units)
        worst = {row["warehouse"]: row for row in reversed(far_off)}
        concerned = [shop.shop_id for shop in (await shops.every(tx)).values() if shop.active]
        for warehouse in sorted(await reports.warehouses(tx) - worst.keys()):
            await resolve_told(tx, DRIFT, f"warehouse:{warehouse}", now)
        for row in worst.values():
            await open_incident(tx, _finding(row, concerned, now), now)
    return len(far_off)


def _units(
    said: Reported, ids: dict[str, int], unbased: Collection[int]
) -> dict[int, tuple[int | None, int]]:
    """SKU → total, or None and the change."""
    found: dict[int, tuple[int | None, int]] = {}
    for code, sku in ids.items():
        if code in said.totals:
            found[sku] = (said.totals[code], 0)
            continue
        change = said.changes.get(code, 0)
        if sku not in unbased:
            change += said.shipped.get(code, 0)
        if change:
            found[sku] = (None, change)
    return found


async def _judge(tx: Tx, warehouse: str, skus_of: Collection[int], now: datetime) -> None:
    found = await reports.beside(tx, warehouse, skus_of)
    await reports.write(tx, {place: (one, explain(one)) for place, one in found.items()}, now)


def _finding(worst: Row, shop_ids: list[int], now: datetime) -> Finding:
    warehouse, many = worst["warehouse"], worst["skus"]
    return Finding(
        cause=DRIFT,
        subject=f"warehouse:{warehouse}",
        shop_ids=shop_ids,
        at=now,
        told=True,
        detail=f"{many} SKUs; the most: {worst['code']} {worst['unexplained']:+d}",
        failures=many,
        first_failed_at=worst["since"],
        words=(
            Words(
                f"{warehouse} 上报的库存与账面不符，原因不明：{many} 个规格",
                f"What {warehouse} reports differs from the book without a cause: {many} SKUs",
            ),
            Words(
                "到「库存」的「仓库对账」逐个核实，再按上报数调整账面；解释清楚后自动解除",
                "Look into each under Stock, Warehouse reports, and take the reported number over; "
                "this ends by itself when nothing is unexplained",
            ),
        ),
    )
