"""Pushes that are wrong are refused or put aside by name; the good orders beside them are read."""

from collections.abc import Sequence
from typing import Any

import pytest

from orderhub.connector_kit.contract import Row
from orderhub.kernel.errors import ContractViolation, InvalidInput
from tests.support.wire import FarShop, receiver


async def pushed(far: FarShop, count: int = 20) -> tuple[list[dict[str, Any]], list[bytes]]:
    """What the shop holds, and the bodies it pushed (each once, however often it was sent)."""
    truth = await far.place_orders(count)
    async with receiver() as (url, got):
        await far.ask("POST", "target", {"url": url})
        await far.ask("POST", "push", {"orders": None})
    return truth, list({headers["idempotency-key"]: body for headers, body in got}.values())


def read(far: FarShop, bodies: list[bytes]) -> Sequence[Row]:
    assert far.connector.read_push is not None
    return [row for body in bodies for row in far.connector.read_push(body, None)]


async def test_an_unknown_word_in_a_push_is_kept(pushing: FarShop) -> None:
    await pushing.break_with("F20", word="WAIT_DRONE_PICKUP")
    truth, bodies = await pushed(pushing)
    words = [row.order.status_raw for row in read(pushing, bodies) if row.order]
    assert len(words) == len(truth)
    assert words.count("WAIT_DRONE_PICKUP") == 1


@pytest.mark.parametrize("shape", ["missing", "null", "renamed"])
async def test_one_unreadable_order_of_a_push_is_named(pushing: FarShop, shape: str) -> None:
    await pushing.break_with("F21", shape=shape)
    truth, bodies = await pushed(pushing)
    rows = read(pushing, bodies)
    bad = [row for row in rows if row.problem]
    assert (len(rows), len(bad)) == (len(truth), 1)
    assert isinstance(bad[0].problem, ContractViolation)
    assert bad[0].problem.field == pushing.connector.paths["total_minor"]
    assert bad[0].external_no in {order["external_no"] for order in truth}


@pytest.mark.parametrize("shape", ["invalid_utf8", "gbk"])
async def test_a_push_in_another_encoding_is_refused(pushing: FarShop, shape: str) -> None:
    await pushing.break_with("F9", shape=shape)
    _, bodies = await pushed(pushing)
    with pytest.raises(InvalidInput) as caught:
        read(pushing, bodies)
    assert caught.value.context == {"field": "body"}


async def test_people_in_a_push_do_not_show_in_a_repr(pushing: FarShop) -> None:
    truth, bodies = await pushed(pushing)
    told = repr(read(pushing, bodies))
    people = [order["recipient"] for order in truth]
    assert not [p for p in people if p["name"] in told or p["phone"] in told]
