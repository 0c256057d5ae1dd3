"""The publisher (库存发布): tells channels what they may sell, many changes at once.

Each listing: noticed → due after `DEBOUNCE` → worked out and kept → told outside any transaction →
marked. Of shares that are worked out anew the smaller ones are told first: a larger one waits until
their channels have them, however long that takes. A quantity is absolute, so that a repeat is
harmless; connectors of channels that only take differences read first, which is also how an unknown
outcome is resolved.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.channels.facade import OpenSession, Shop, ShopState, connector_of, get_shops
from orderhub.connector_kit.shipping import StockLevel
from orderhub.infra.db import Database
from orderhub.infra.disposition import Pause, RetryAt, disposition
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import AlreadyDone, HubError, OutcomeUnknown
from orderhub.stock.service.offers import offers_of
from orderhub.stock.service.plans import Plan, plans_of
from orderhub.stock.statements import Row
from orderhub.stock.store import publications

DEBOUNCE = timedelta(seconds=2)
HOLD = timedelta(minutes=2)
SHOP_WAIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Task:
    """One listing to be told."""

    shop: Shop
    level: StockLevel
    listing_id: int
    attempts: int
    plan: Plan


class Publisher:
    """Any number may run: listings are claimed row by row."""

    def __init__(
        self, db: Database, open_session: OpenSession, now: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._open_session = open_session
        self._now = now

    async def round(self) -> int:
        """Notice what changed and tell what is due; returns how many listings were told."""
        now = self._now()
        async with self._db.transaction() as tx:
            await publications.notice(tx, now, now + DEBOUNCE)
        tasks = await self._claim(now)
        shops: dict[int, list[_Task]] = defaultdict(list)
        for task in tasks:
            shops[task.shop.id].append(task)
        told = await asyncio.gather(*(self._tell_shop(of) for of in shops.values()))
        return sum(told)

    async def _claim(self, now: datetime) -> list[_Task]:
        async with self._db.transaction() as tx:
            shops = {
                int(shop.id): shop
                for shop in await get_shops(tx, states=[ShopState.ACTIVE])
                if connector_of(shop.channel).set_stock is not None
            }
            rows = await publications.claim(tx, shops.keys(), now, HOLD)
            items = {row["item_id"] for row in rows}
            offers = await offers_of(tx, items)
            plans = await plans_of(tx, items, offers, now)
            tasks: list[_Task] = []
            for row in [row for row in rows if row["listing_id"] in plans]:
                listing, plan = row["listing_id"], plans[row["listing_id"]]
                if plan.renewed:
                    counted = offers.counted_of(plan.item)
                    await publications.put_part(tx, listing, plan.due, now, counted)
                if row["before"] == "told" and plan.quantity == plan.on_sale:
                    times = (now, now + DEBOUNCE)
                    await publications.told(tx, listing, plan.quantity, now, times, plan.again)
                    continue
                level = _level(row, plan.quantity)
                await publications.sending(tx, listing, plan.quantity, level.request_no)
                tasks.append(_Task(shops[row["shop_id"]], level, listing, row["attempts"], plan))
        return tasks

    async def _tell_shop(self, tasks: list[_Task]) -> int:
        """One shop's listings, one after the other."""
        told = 0
        for task in tasks:
            begun = self._now()
            error = await self._tell(task)
            now = self._now()
            async with self._db.transaction() as tx:
                if error is None:
                    if task.plan.is_cut:
                        await publications.wake_others(tx, task.listing_id)
                    times = (now, now + DEBOUNCE)
                    done = (task.listing_id, task.level.quantity)
                    await publications.told(tx, *done, begun, times, task.plan.again)
                    told += 1
                else:
                    state, due = _after(error, task.attempts, now)
                    why = (error.code, error.detail)
                    await publications.failed(tx, task.listing_id, state, why, due)
        return told

    async def _tell(self, task: _Task) -> HubError | None:
        set_stock = connector_of(task.shop.channel).set_stock
        if set_stock is None:
            return None
        try:
            await set_stock(await self._open_session(task.shop), task.level)
        except AlreadyDone:
            return None
        except HubError as error:
            log.warning("stock.not_told", shop=task.shop.id, code=error.code)
            return error
        return None


def _level(row: Row, quantity: int) -> StockLevel:
    """The request; one that may have arrived is repeated under its own number."""
    again = row["before"] in ("sending", "unknown") and row["sent"] == quantity
    number = row["request_no"] if again else f"stk-{row['listing_id']}-{row['seen']}-{quantity}"
    return StockLevel(
        listing_no=row["listing_no"],
        sku_no=row["sku_no"],
        sku_code=row["sku_code"],
        quantity=quantity,
        request_no=number,
    )


def _after(error: HubError, attempts: int, now: datetime) -> tuple[str, datetime | None]:
    """State and next try after a failure."""
    state = "unknown" if isinstance(error, OutcomeUnknown) else "waiting"
    match disposition(error, attempts, now):
        case RetryAt(at=at):
            return state, at
        case Pause(probe_at=at):
            return state, at or now + SHOP_WAIT
        case _:
            return "refused", None
