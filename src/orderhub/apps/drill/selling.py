"""Running a flash sale: goods on sale everywhere, the rush, in step again, counted."""

import time
from collections import Counter
from typing import Any

from orderhub.apps.drill.run import Say
from orderhub.apps.drill.sale import Sale
from orderhub.apps.drill.shelves import PARTED, POOLED, UNITS, counted, on_sale, stock_up
from orderhub.apps.drill.stage import Stage, bare_stage
from orderhub.apps.drill.upset import kill_worker
from orderhub.apps.drill.verdict import RECOVERED_WITHIN_S, lost

CHANNELS = ("taobao", "jd", "douyin", "kuaishou", "shopify", "woocommerce")
POLL_EVERY_S = 2.0
CALLS_PER_SECOND = 100.0
"""What the apps may ask: some platforms show an order only one by one, and a big sale is announced
to them beforehand."""
TRIES_A_MINUTE = 10_000
TRIES_EACH = 28
WAVES = 30
TRIES = TRIES_EACH * WAVES * len(CHANNELS) * 2
KILL_EVERY = 10
LOOK_EVERY_S = 0.5
PUBLISHED_WITHIN_S = 30.0


def sell(say: Say) -> dict[str, Any]:
    """The verdict of the flash sale on a stage of its own."""
    begin = time.monotonic()
    say("setting_up", "a hub and a sandbox are started")
    with bare_stage() as on:
        channels = on.offered()
        for name in CHANNELS:
            rate = {"calls_per_second": CALLS_PER_SECOND}
            on.shops[name] = on.connect_shop(name, channels[name], 0, POLL_EVERY_S, **rate)
        stock_up(on)
        say("calm", "what each shop may sell is published")
        _until_published(on)
        say("broken", "now: everybody buys, and workers are killed")
        accepted, (tries, strikes, rush_s) = _rush(on)
        say("catching_up", "sold out; it catches up")
        in_step = _until_in_step(on, accepted)
        return _outcome(on, accepted, (tries, strikes, rush_s, in_step), begin)


def _until_published(on: Stage) -> None:
    """Every platform shows its part of the one SKU, and all of the other."""
    give_up = time.monotonic() + PUBLISHED_WITHIN_S
    while not all(on_sale(on, name) for name in CHANNELS):
        if time.monotonic() > give_up:
            raise RuntimeError("quantities were not published in time")
        time.sleep(LOOK_EVERY_S)


def _rush(on: Stage) -> tuple[Counter[str], tuple[int, int, float]]:
    """Units sold by SKU; tries, workers killed and seconds."""
    accepted: Counter[str] = Counter()
    tries = strikes = 0
    begin = time.monotonic()
    for wave in range(WAVES):
        if wave % KILL_EVERY == KILL_EVERY // 2:
            strikes += kill_worker(on)
        for name in CHANNELS:
            for code in (PARTED, POOLED):
                wish = {"sku_code": code, "tries": TRIES_EACH}
                accepted[code] += on.tell(f"/{name}/0/buys", wish)["accepted"]
                tries += TRIES_EACH
        time.sleep(max(0.0, begin + wave + 1 - time.monotonic()))
    return accepted, (tries, strikes, time.monotonic() - begin)


def _until_in_step(on: Stage, accepted: Counter[str]) -> float | None:
    """Seconds until the hub has every order and holds it or has it in the queue; None: never."""
    begin = time.monotonic()
    platform = on.platform()
    while time.monotonic() < begin + RECOVERED_WITHIN_S + 5:
        found = counted(on)
        sums = {code: one.held + one.short for code, one in found.items()}
        if sums == accepted and lost(platform, on.known()[0]) == 0:
            return round(time.monotonic() - begin, 1)
        time.sleep(LOOK_EVERY_S)
    return None


def _outcome(
    on: Stage, accepted: Counter[str], seen: tuple[int, int, float, float | None], begin: float
) -> dict[str, Any]:
    tries, strikes, rush_s, in_step = seen
    platform, (known, doubled), found = on.platform(), on.known(), counted(on)
    return Sale(
        time_scale=on.time_scale,
        calls_per_second=CALLS_PER_SECOND,
        tries=tries,
        rush_s=round(rush_s, 1),
        rush_scale=round(tries / rush_s * 60 / TRIES_A_MINUTE, 2),
        strikes=strikes,
        units=UNITS,
        accepted=accepted[PARTED],
        reserved=found[PARTED].held,
        pool_accepted=accepted[POOLED],
        pool_reserved=found[POOLED].held,
        short=found[POOLED].short,
        short_after_s=found[POOLED].short_after_s,
        conserved=on.ask_hub("/api/v1/stock/verification")["ok"],
        orders=len(platform),
        orders_lost=lost(platform, known),
        orders_doubled=doubled,
        in_step_after_s=in_step,
        wall_s=round(time.monotonic() - begin, 1),
    ).present()
