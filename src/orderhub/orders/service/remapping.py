"""A listing that is another SKU than before: the open orders that want it take that one, page by
page, and people hear of those that a warehouse has already."""

from datetime import datetime
from typing import Any

from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.notify.facade import Message, Severity, tell
from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.lines import gone_units, lines_of_goods
from orderhub.orders.queries.outside import wanting_listing
from orderhub.orders.service.absorb import settle_moved
from orderhub.orders.service.goods import Moved, is_packed
from orderhub.orders.store import orders as store
from orderhub.stock.facade import renew_offers

REMAP = "orders.remap"
AT_ONCE = 200
NAMED = 20  # order numbers that a notice names


async def plan_remapping(tx: Tx, said: dict[str, Any], now: datetime) -> None:
    """Look at the orders from the first on: what was begun for the listing before is begun anew."""
    await schedule(
        tx, REMAP, str(said["listing_id"]), now, {**said, "after": 0, "n": 0, "kept": []}
    )


async def remap(timer: Timer, tx: Tx, now: datetime) -> None:
    """One page: orders that are not packed yet hold the listing's SKU from now on, exactly once,
    however often this runs; then the next page."""
    said = timer.payload
    wanted = said["shop_id"], said["listing_no"], said["sku_code"]
    page = await wanting_listing(tx, wanted, said["after"], AT_ONCE)
    rows = await store.lock_orders(tx, page)
    facts = await store.load_facts(tx, page)
    moved: list[Moved] = []
    kept: list[str] = []
    for row in rows:
        if is_packed(row["stage"], row["flags"]):
            kept.append(row["number"])
            continue
        state = fold(facts[row["id"]])
        derived = derive(state, now)
        moved.append(
            Moved(row["id"], row["number"], row["shop_id"], row["stage"], derived.stage,
                derived.priority, renewed=True, lines=lines_of_goods(state), gone=gone_units(state))
        )  # fmt: skip
    await renew_offers(tx, said["sku_ids"])
    await settle_moved(tx, moved)
    said |= {"n": said["n"] + len(kept), "kept": [*said["kept"], *kept][:NAMED]}
    if len(page) == AT_ONCE:
        await schedule(tx, REMAP, timer.key, now, {**said, "after": page[-1]})
    elif said["n"]:
        await tell(tx, _notice(said, now), now)


def _notice(said: dict[str, Any], now: datetime) -> Message:
    listing = " ".join(filter(None, (said["listing_no"], said["sku_code"])))
    n, more = said["n"], said["n"] > NAMED
    return Message(
        key=f"remapped:{said['listing_id']}:{now.isoformat()}",
        severity=Severity.WARNING,
        title_zh=f"商品 {listing} 改了对应规格，{n} 单已在仓库，仍占原规格",
        title_en=f"Listing {listing} is another SKU now; {n} packed keep the former one",
        body_zh=(
            "其余未发货订单已改占新规格。请与仓库核对："
            f"{'、'.join(said['kept'])}{' 等' if more else ''}。"
        ),
        body_en=(
            "The other open orders hold the new one. Please check with the warehouse: "
            f"{', '.join(said['kept'])}{' and others' if more else ''}."
        ),
        link="/stock?pane=mapping",
        shop_ids=(said["shop_id"],),
    )
