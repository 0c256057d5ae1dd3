"""A storm of messages: what a warehouse, its scanners, a platform and our own website say comes
shuffled, three of ten twice, some of it before the order is known."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from orderhub.apps.drill.counting import Wanted, tally, until_in_step
from orderhub.apps.drill.depot import Depot, depot
from orderhub.apps.drill.run import Say
from orderhub.apps.drill.shipping import DAY_S, Key, Shipping
from orderhub.apps.drill.stage import WEBSITE, StageShop
from orderhub.apps.drill.verdict import PATIENCE_S, WALL_S

NAME = "message-storm"
ABOUT = "a warehouse's and a platform's messages come shuffled, three of ten twice"
ORDERS = 240
PUSHED = ("taobao", "shopify")
OTHERS = ("woocommerce", WEBSITE)
"""Their warehouse is told by somebody else: it speaks of orders that the hub may not know yet."""
REPEATED = 0.3
SENDERS = 4
TRIES = 5
SIGNED_EVERY, SCANNED_EVERY = 3, 2
LOOK_EVERY_S = 0.5
OK = 200
Send = Callable[[], bool]
"""Sends one message; whether the hub took it."""


@dataclass(frozen=True, slots=True)
class _Script:
    """The messages in the order in which things happened, and what they lead to."""

    messages: Sequence[Send]
    wanted: Wanted


def storm(say: Say, orders: int | None = None, patience_s: float = PATIENCE_S) -> dict[str, Any]:
    """The verdict of the storm about so many orders on a stage of its own; `patience_s` for what
    comes late."""
    begin = time.monotonic()
    say("setting_up", "a hub, a warehouse and a sandbox are started")
    with depot(pushed=PUSHED) as at:
        count = max(6, ORDERS if orders is None else orders)
        say("calm", "orders come in and are pushed to the warehouse")
        at.on.shops[WEBSITE] = at.on.connect_website()
        given = _pushed(at, count * 2 // 3)
        say("broken", f"now: {ABOUT}")
        since = time.monotonic()
        _arm(at)
        script = _script(at, given, _unpushed(at, count - len(given)))
        sent = _shuffled(script.messages)
        with ThreadPoolExecutor(SENDERS) as senders:
            taken = list(senders.map(_until_taken, sent))
        lasted = time.monotonic() - since
        hits = at.on.told("/faults")["hits_by_kind"]
        at.on.clear_faults()
        say("catching_up", "over; it catches up")
        seconds = until_in_step(at, lambda: script.wanted, patience_s)
        return Shipping(
            drill=NAME,
            time_scale=at.on.time_scale,
            day_scale=round(DAY_S / max(1.0, lasted), 1),
            strikes=len(sent) - len(script.messages) + sum(hits.values()),
            answers_lost=None,
            messages=sum(taken),
            **tally(at, script.wanted),
            cause_expected="",
            cause_named=None,
            noticed_after_s=None,
            in_step_after_s=seconds,
            wall_s=round(time.monotonic() - begin, 1),
            wall_limit_s=WALL_S,
        ).present()


def _pushed(at: Depot, count: int) -> dict[Key, str]:
    """Orders of two lines, once the warehouse was given them; under which code."""
    keys = [
        key
        for name, share in zip(PUSHED, (count // 2, count - count // 2), strict=True)
        for key in _placed(at, at.on.shops[name], share)
    ]
    give_up = time.monotonic() + PATIENCE_S
    while len(given := at.warehouse()["given"]) < len(keys):
        if time.monotonic() > give_up:
            raise RuntimeError(f"the warehouse was given {len(given)} of {len(keys)} orders")
        time.sleep(LOOK_EVERY_S)
    rows = at.on.execute("SELECT shop_id, external_no, number FROM orders")
    return {(shop, no): number for shop, no, number in rows}


def _placed(at: Depot, shop: StageShop, count: int) -> list[Key]:
    at.on.place(shop, count, spread_s=1, lines=(2, 2))
    return [(shop.id, number) for number in at.on.listed(shop.channel, 0)]


def _unpushed(at: Depot, count: int) -> list[Key]:
    return [
        key
        for name, share in zip(OTHERS, (count - count // 2, count // 2), strict=True)
        for key in _placed(at, at.on.shops[name], share)
    ]


def _arm(at: Depot) -> None:
    """The platform's own notices come twice or out of order, the website's pushes twice."""
    for channel, method, kind, count in (
        (PUSHED[0], "notice", "F27", 0),
        (PUSHED[0], "notice", "F28", 2),
        (WEBSITE, "push", "F10", 0),
    ):
        fault = {"kind": kind, "channel": channel, "method": method, "times": None}
        at.on.tell("/faults", {**fault, "probability": REPEATED, "args": {"count": count}})


def _script(at: Depot, given: dict[Key, str], others: Sequence[Key]) -> _Script:
    items = {one["code"]: one["items"] for one in at.warehouse()["given"]}
    messages: list[Send] = []
    parcels: set[tuple[int, str, str]] = set()
    left: dict[Key, str] = {}
    for place, (key, code) in enumerate(sorted(given.items())):
        signed = place % SIGNED_EVERY == 0
        waybills = [waybill(key, n) for n in range(len(items[code]))]
        messages += _of_pushed(at, code, items[code], waybills, signed=signed)
        parcels |= {(*key, waybill_no) for waybill_no in waybills}
        left[key] = "delivered" if signed else "shipped"
    for place, key in enumerate(others):
        by_hand = place % SCANNED_EVERY == 0
        messages.append(partial(_scan if by_hand else _confirm_all, at, key))
        if key[0] == at.on.shops[WEBSITE].id:
            messages.append(partial(_say_shipped, at, key[1]))
        parcels.add((*key, waybill(key, 0)))
        left[key] = "shipped"
    wanted = Wanted(left=left, parcels=frozenset(parcels), given=frozenset(given))
    return _Script(messages, wanted)


def waybill(key: Key, number: int) -> str:
    """Of the order's parcel number `number`."""
    shop, no = key
    return f"SF{shop}X{''.join(c for c in no if c.isalnum()).upper()}N{number}"[:30]


def _of_pushed(
    at: Depot, code: str, items: dict[str, int], waybills: Sequence[str], *, signed: bool
) -> list[Send]:
    """Picked, its goods in a parcel each, and for some the buyer signed."""
    messages: list[Send] = [partial(_step, at, code, "PICK")]
    for place, (sku, units) in enumerate(items.items()):
        last = place == len(items) - 1
        parcel = {"waybill_no": waybills[place], "items": {sku: units}}
        told = {"code": code, "key": waybills[place], "packages": [parcel]}
        status = "DELIVERED" if last else "PARTDELIVERED"
        messages.append(partial(_confirm, at, {**told, "status": status}))
    if signed:
        messages.append(partial(_step, at, code, "SIGN"))
    return messages


def _confirm(at: Depot, told: dict[str, Any]) -> bool:
    answer = at.on.tell("/warehouse/confirm", {"confirms": [told]})
    return all(one["status"] == OK for one in answer["answers"])


def _confirm_all(at: Depot, key: Key) -> bool:
    no = waybill(key, 0)
    return _confirm(at, {"code": key[1], "key": no, "packages": [{"waybill_no": no}]})


def _step(at: Depot, code: str, status: str) -> bool:
    return at.on.tell("/warehouse/step", {"code": code, "status": status})["status"] == OK


def _say_shipped(at: Depot, external_no: str) -> bool:
    at.on.say_shipped(external_no)
    return True


def _scan(at: Depot, key: Key) -> bool:
    """As the scan page sends it; its id makes a repeat harmless."""
    no = waybill(key, 0)
    scan = {"scan_id": no, "order": key[1], "carrier": "SF", "waybill_no": no}
    at.on.post_hub(
        "/api/v1/fulfilment/scans", {"scans": [{**scan, "scanned_at": at.on.begun.isoformat()}]}
    )
    return True


def _shuffled(messages: Sequence[Send]) -> list[Send]:
    dice = random.Random(4)  # noqa: S311 - the same storm each time
    sent = [*messages, *dice.sample(list(messages), int(len(messages) * REPEATED))]
    dice.shuffle(sent)
    return sent


def _until_taken(send: Send) -> bool:
    """As senders do: what got no good answer is sent again."""
    return any(send() for _ in range(TRIES))
