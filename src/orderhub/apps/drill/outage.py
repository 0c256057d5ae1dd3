"""A warehouse whose line flaps: a day's orders come meanwhile, and each must leave it once."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from orderhub.apps.drill.counting import Wanted, orders_by_code, tally, until_in_step
from orderhub.apps.drill.depot import CHANNELS, Depot, depot
from orderhub.apps.drill.run import Say
from orderhub.apps.drill.shipping import DAY_S, Shipping
from orderhub.apps.drill.verdict import PATIENCE_S, WALL_S

NAME = "wms-outage"
ABOUT = "the line to the warehouse flaps while a day's orders come, and answers get lost"
CAUSE = "channel_unavailable"
ORDERS = 6000
ORDERS_A_SECOND = 6.0  # what two cores carry to the end, with both sandboxes beside the hub
PARCELS_PER_MINUTE = 6000
STEP_S = 0.5
FLAPS_EVERY, FEWEST, MOST = 500, 2, 10
"""Orders for one flap more, and how many there are at least and at most."""
DOWN_S, UP_S = 2.5, 1.5
LOST_ANSWERS = 8


@dataclass(slots=True)
class _Seen:
    """What the line was through, and when the hub told people of it."""

    strikes: int = 0
    answers_lost: int = 0
    noticed_after_s: float | None = None
    cause: str | None = None
    named: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


def outage(say: Say, orders: int | None = None, patience_s: float = PATIENCE_S) -> dict[str, Any]:
    """The verdict of the outage with so many orders on a stage of its own; `patience_s` for what
    comes late."""
    begin = time.monotonic()
    say("setting_up", "a hub, a warehouse and a sandbox are started")
    with depot() as at:
        count = ORDERS if orders is None else orders
        flaps = min(MOST, max(FEWEST, count // FLAPS_EVERY))
        broken_s = flaps * (DOWN_S + UP_S)
        day_s = max(2 * broken_s, count / ORDERS_A_SECOND)
        at.manners(parcels_per_minute=PARCELS_PER_MINUTE)
        say("calm", "orders come in, are pushed to the warehouse and leave")
        early = round(count * (1 - broken_s / day_s))
        _flow(at, early, day_s - broken_s)
        say("broken", f"now: {ABOUT}")
        seen = _flap(at, flaps, (count - early, broken_s), say, patience_s)
        say("catching_up", "the line holds; it catches up")
        in_step = until_in_step(at, lambda: _wanted(at), patience_s)
        sent = at.warehouse()["sent"]
        return Shipping(
            drill=NAME,
            time_scale=at.on.time_scale,
            day_scale=round(DAY_S / day_s, 1),
            strikes=seen.strikes,
            answers_lost=seen.answers_lost,
            messages=len(sent),
            **tally(at, _wanted(at)),
            cause_expected=CAUSE,
            cause_named=seen.cause,
            noticed_after_s=seen.noticed_after_s,
            in_step_after_s=in_step,
            wall_s=round(time.monotonic() - begin, 1),
            wall_limit_s=WALL_S + day_s,
        ).present()


def _flow(at: Depot, count: int, seconds: float) -> None:
    """So many orders, one shop after the other, evenly over the time."""
    begin, placed, turn = time.monotonic(), 0, 0
    while placed < count:
        due = min(count, round(count * (time.monotonic() - begin + STEP_S) / max(seconds, STEP_S)))
        if due > placed:
            shop = at.on.shops[CHANNELS[turn % len(CHANNELS)]]
            at.on.place(shop, due - placed, spread_s=0)
            placed, turn = due, turn + 1
        time.sleep(STEP_S)


def _flap(at: Depot, flaps: int, load: tuple[int, float], say: Say, patience_s: float) -> _Seen:
    """Orders flow while the line comes and goes, and somebody watches the incidents. It goes on
    losing answers when calls met it only while it was down."""
    seen = _Seen()
    flowing = threading.Thread(target=_flow, args=(at, *load), daemon=True)
    watching = threading.Thread(target=_watch, args=(at, seen, say), daemon=True)
    flowing.start()
    watching.start()
    for strike in range(1, flaps + 1):
        at.manners(down=True)
        seen.strikes = strike
        time.sleep(DOWN_S)
        if strike == flaps:  # a busy machine makes few calls in so short a time
            seen.named.wait(patience_s)
        at.manners(down=False, drop_answers=LOST_ANSWERS, lose_replies=LOST_ANSWERS)
        time.sleep(UP_S)
    flowing.join()
    give_up = time.monotonic() + patience_s
    while not at.warehouse()["answers_lost"] and time.monotonic() < give_up:
        time.sleep(STEP_S)
    at.manners(drop_answers=0, lose_replies=0)
    seen.answers_lost = at.warehouse()["answers_lost"]
    seen.over.set()
    watching.join()
    return seen


def _watch(at: Depot, seen: _Seen, say: Say) -> None:
    """The first incident of the warehouse; one that names the cause rather than another."""
    begin = time.monotonic()
    while not (seen.over.is_set() or seen.named.is_set()):
        found = [one for one in at.on.incidents() if one["peer"] == f"warehouse:{at.warehouse_id}"]
        causes = [one["cause"] for one in found]
        if causes:
            seen.cause = CAUSE if CAUSE in causes else causes[0]
            seen.noticed_after_s = round(time.monotonic() - begin, 1)
            say("noticed", f"noticed: {seen.cause}")
        if seen.cause == CAUSE:
            seen.named.set()
        seen.over.wait(STEP_S)


def _wanted(at: Depot) -> Wanted:
    """Every order was given to the warehouse and left it in one parcel."""
    platform, given = frozenset(at.on.platform()), at.warehouse()["given"]
    orders = orders_by_code(at, [one["code"] for one in given])
    left = ((orders[one["code"]], one["waybills"]) for one in given if one["code"] in orders)
    parcels = frozenset((*key, waybill_no) for key, waybills in left for waybill_no in waybills)
    return Wanted(
        left=dict.fromkeys(platform, "shipped"),
        parcels=parcels,
        given=platform,
    )
