"""A line that the channel closed is not open here, whatever the channel does to say so."""

from collections import Counter
from typing import Any

import pytest

from orderhub.connector_kit.contract import ChannelOrder
from orderhub.connectors import CONNECTORS
from orderhub.orders.service.prepare import amounts_disagree
from orderhub_sandbox.registry import PLATFORMS
from tests.contract.conftest import far_shop
from tests.contract.test_reading import arrived
from tests.support.wire import FarShop

CLOSING = [one for one in CONNECTORS.values() if PLATFORMS[one.channel].closes_lines]


@pytest.fixture(params=CLOSING, ids=lambda connector: connector.channel)
def closing(request: pytest.FixtureRequest, sandbox: dict[str, Any], control: Any) -> FarShop:
    return far_shop(sandbox, control, request.param)


async def changed(far: FarShop, number: str, **change: Any) -> tuple[dict[str, Any], ChannelOrder]:
    """What the channel holds once it changed the order, and how it is read."""
    truth = await far.ask("PATCH", f"orders/{number}", change)
    row = (await arrived(far, [truth]))[number]
    assert row.order is not None
    assert not amounts_disagree(row.order)
    return truth, row.order


def units(lines: list[dict[str, Any]]) -> Counter[str]:
    return Counter({line["sku_code"]: line["quantity"] for line in lines if not line["closed"]})


def open_units(order: ChannelOrder) -> Counter[str]:
    return Counter({line.sku_code: line.quantity for line in order.lines if not line.closed})


async def test_a_closed_line_ships_no_more_and_an_opened_one_does_again(closing: FarShop) -> None:
    skus: list[dict[str, Any]] = [
        {"sku_code": f"SKU-{n}", "quantity": n, "price_minor": 1000 * n} for n in (1, 2, 3)
    ]
    (placed,) = await closing.place_orders(1, status="to_ship", orders=[{"lines": skus}])
    number = placed["external_no"]
    truth, order = await changed(closing, number, close_lines=["2"])
    assert order.status == "to_ship"
    assert open_units(order) == units(truth["lines"]) == Counter({"SKU-1": 1, "SKU-3": 3})
    still = {line.sku_code: (line.quantity, line.total_minor) for line in order.lines}
    assert still.get("SKU-2") in {None, (2, 4000)}
    truth, order = await changed(closing, number, open_lines=["2"])
    assert open_units(order) == Counter({"SKU-1": 1, "SKU-2": 2, "SKU-3": 3})
