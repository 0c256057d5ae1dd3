"""A channel that is listened to tells what changed, until we have taken it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from orderhub.connector_kit.notices import Notice
from tests.contract.consent import agree, before_consent, exchange
from tests.support.wire import FarShop, Near

ROUNDS = 12


class Taken(list[Notice]):
    """What was heard, in the order of hearing."""

    async def take(self, notices: Sequence[Notice]) -> None:
        self.extend(notices)


async def hear(near: Near, until: int = 1, rounds: int = ROUNDS) -> Taken:
    """Listens until so many messages were heard, or for so many rounds."""
    assert near.connector.listen is not None
    heard = Taken()
    for _ in range(rounds):
        if len(heard) >= until:
            break
        await near.connector.listen(near.shop, heard.take)
    return heard


async def begin(near: Near) -> None:
    """A line that has been proved is a line that is listened to."""
    assert near.connector.probe is not None
    await near.connector.probe(near.shop)
    await hear(near, rounds=1)


async def test_a_change_is_heard_once_it_can_be_seen(listening: FarShop) -> None:
    async with listening.session() as near:
        await begin(near)
        (order,) = await listening.place_orders(1, status="to_ship")
        (notice,) = await hear(near)
        assert notice.external_no == order["external_no"]
        assert notice.topic
        assert notice.message_no
        assert (await near.order(notice.external_no)).status == "to_ship"


async def test_a_case_is_heard_by_its_number(listening: FarShop) -> None:
    await listening.place_orders(1, status="to_ship")
    async with listening.session() as near:
        await begin(near)
        (case,) = await listening.place_cases(1, status="requested", kind="refund_only")
        (notice,) = await hear(near)
    assert (notice.case_no, notice.external_no) == (case["case_no"], case["external_no"])


async def test_what_was_taken_does_not_come_again(listening: FarShop) -> None:
    async with listening.session() as near:
        await begin(near)
        await listening.place_orders(3, status="to_ship")
        assert len(await hear(near, until=3)) == 3
        await listening.ask("POST", "messages/again")
        assert await hear(near, rounds=2) == []


async def test_what_was_not_taken_comes_again(listening: FarShop) -> None:
    async def fail(notices: Sequence[Notice]) -> None:
        lost.extend(notices)
        raise RuntimeError("the hub fell over")

    lost: list[Notice] = []
    assert listening.connector.listen is not None
    async with listening.session() as near:
        await begin(near)
        await listening.place_orders(1, status="to_ship")
        for _ in range(ROUNDS):
            if lost:
                break
            try:
                await listening.connector.listen(near.shop, fail)
            except RuntimeError:
                continue
        await listening.ask("POST", "messages/again")
        again = await hear(near)
    assert [notice.message_no for notice in again] == [notice.message_no for notice in lost]


async def test_a_message_sent_twice_has_one_number(listening: FarShop) -> None:
    async with listening.session() as near:
        await begin(near)
        await listening.break_with("F27")
        await listening.place_orders(1, status="to_ship")
        heard = await hear(near, until=2)
    assert len(heard) == 2
    assert len({notice.message_no for notice in heard}) == 1


@pytest.mark.parametrize("count", [2, 30])
async def test_messages_out_of_order_and_in_bursts_all_come(listening: FarShop, count: int) -> None:
    async with listening.session() as near:
        await begin(near)
        await listening.break_with("F28" if count == 2 else "F34", count=count)
        placed = await listening.place_orders(count, status="to_ship")
        heard = await hear(near, until=count)
    assert {notice.external_no for notice in heard} == {o["external_no"] for o in placed}


async def test_a_line_of_many_sellers_tells_whose_message_it_is(listening: FarShop) -> None:
    query = await agree(listening)
    async with before_consent(listening).session() as near:
        tokens = await exchange(near, query)
    agreed = replace(listening, credentials=tokens.credentials)
    async with agreed.session() as near:
        await begin(near)
        await agreed.place_orders(1, status="to_ship")
        (notice,) = await hear(near)
    assert notice.account_no in {"", tokens.account_no}
