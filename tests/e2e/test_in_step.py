"""From the buyer's order to the parcel: everybody in step, on every bus, whoever does the work."""

import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from orderhub.apps.drill.grounds import Grounds, grounds
from orderhub.apps.drill.stage import Stage, stage_on
from tests.support.buses import KINDS, place_at
from tests.support.sides import WAREHOUSED, Sides

EACH = 6
LOOK_EVERY_S = 0.2
QUIET_LOOKS = 10
PATIENCE_S = 360  # a delivery that failed twice waits five minutes
ORDERS = "SELECT shop_id, external_no, number FROM orders"
LEFT_OVER = """
    SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM bus_messages),
        (SELECT count(*) FROM dead_letters),
        (SELECT count(*) FROM partners_deliveries WHERE state <> 'delivered')
"""
Numbers = dict[tuple[int, str], str]


@pytest.fixture(scope="module")
def ground() -> Iterator[Grounds]:
    """One sandbox and one home, whichever bus its hub has just now."""
    with grounds() as ready:
        yield ready


@pytest.fixture(scope="module")
def sides() -> Sides:
    return Sides()


def until(true: Callable[[], bool]) -> None:
    """Wait for it; what does not come true is told by the assertions that follow."""
    give_up = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY_S)


def left_over(on: Stage) -> list[int]:
    """What is still on its way once nothing moves: a broker holds messages that no table shows, so
    one look at empty tables says little."""
    quiet, last = 0, [-1]

    def settled() -> bool:
        nonlocal quiet, last
        last = list(on.execute(LEFT_OVER)[0])
        quiet = 0 if any(last) else quiet + 1
        return quiet >= QUIET_LOOKS

    until(settled)
    return last


def place_some(on: Stage) -> Numbers:
    """New orders at every shop, once the hub knows them."""
    before = set(on.platform())
    for shop in on.shops.values():
        on.place(shop, EACH, spread_s=1)
    new = set(on.platform()) - before

    def known() -> Numbers:
        rows = on.execute(ORDERS)
        return {(shop, no): number for shop, no, number in rows if (shop, no) in new}

    until(lambda: known().keys() == new)
    assert known().keys() == new
    assert len(new) == EACH * len(on.shops)
    return known()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("bus", KINDS)
def test_a_parcel_that_left_is_told_to_everybody_once(
    ground: Grounds, sides: Sides, bus: str, workers: int, request: pytest.FixtureRequest
) -> None:
    settings = {
        "ORDERHUB_BUS_URL": place_at(bus, request).url,
        "ORDERHUB_WORKERS": str(workers),
        "ORDERHUB_NOTIFY_PRIVATE": "true",
    }
    with stage_on(ground, settings) as on:
        sides.connect(on)
        orders = place_some(on)
        numbers = sorted(orders.values())
        sides.review(on, numbers)
        by_warehouse = [n for (shop, _), n in orders.items() if shop in sides.ids(*WAREHOUSED)]
        until(lambda: sides.given(on) >= set(by_warehouse))
        assert sides.given(on) >= set(by_warehouse)
        sides.leave_by_warehouse(on, by_warehouse)
        sides.leave_by_scan(on, [n for n in numbers if n not in by_warehouse])
        once = Counter(numbers)
        until(lambda: all(once <= told for told in sides.told(on, orders).values()))
        assert left_over(on) == [0, 0, 0, 0]
        assert sides.told(on, orders) == dict.fromkeys(sides.told(on, orders), once)
