"""Past days for a shop of a fresh stage: orders read in by backfill, then their hours checked."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.apps.drill.stage import Stage, StageShop

DAYS = 6
ORDERS_A_DAY = 30
HOUR = timedelta(hours=1)
INTO_THE_HOUR = timedelta(minutes=10)
SPREAD_S = 1800
PATIENCE_S = 45
LOOK_EVERY_S = 0.25
CHECK = """
    INSERT INTO sync_checks (shop_id, round, window_from, window_to, due_at)
    SELECT %s, 'hourly', at, at + interval '1 hour', now() FROM unnest(%s) AS at
    ON CONFLICT (shop_id, round, window_from) DO UPDATE SET state = 'waiting', due_at = now()
"""
WAITING = "SELECT 1 FROM sync_checks WHERE shop_id = %s AND state = 'waiting' AND due_at <= now()"


def last_hour(on: Stage) -> datetime:
    """Start of the last full hour."""
    return on.now().replace(minute=0, second=0, microsecond=0) - HOUR


def lay_out(on: Stage, shop: StageShop) -> None:
    """The last full hour, and the same hour of the days before, had orders; the hub read them and
    checked those days. The days are told to the shop instead of waited for."""
    hour = last_hour(on)
    for day in range(DAYS + 1):
        on.place(shop, ORDERS_A_DAY, SPREAD_S, begin=hour - timedelta(days=day) + INTO_THE_HOUR)
    on.back_fill(shop, hour - timedelta(days=DAYS), hour + HOUR)
    _wait(lambda: on.count(shop) >= (DAYS + 1) * ORDERS_A_DAY)
    on.execute(CHECK, (shop.id, [hour - timedelta(days=day) for day in range(1, DAYS + 1)]))
    _wait(lambda: not on.execute(WAITING, (shop.id,)))


def check_last_hour(on: Stage, shop: StageShop) -> None:
    """The check of the last full hour is due now."""
    on.execute(CHECK, (shop.id, [last_hour(on)]))


def _wait(done: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > give_up:
            raise RuntimeError("the past days were not read in time")
        time.sleep(LOOK_EVERY_S)
