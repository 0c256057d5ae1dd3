"""A recipient whom the platform hides: a person hears of it, and the order goes once he is told."""

from datetime import timedelta
from typing import Any

import pytest

from orderhub.fulfilment.facade import GATHERED, look_again
from orderhub.fulfilment.service.merging import merge
from orderhub.fulfilment.service.tasks import begin
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import AlreadyDone
from orderhub.sync.facade import ask_again
from tests.support.sync import ADMIN
from tests.support.yard import Yard

BUYER = {
    "recipient": {
        "name": "李雷", "phone": "13800000001", "province": "浙江省", "city": "杭州市",
        "district": "西湖区", "address": "文三路1号",
    },
    "buyer_no": "AAH1",
    "buyer_name": "李**",
}  # fmt: skip
HIDDEN = [("recipient_hidden", "operations")]


async def shows_people(yard: Yard, *, plain: bool) -> None:
    url = f"{yard.hub.sandbox['control_url']}/taobao/0/settings"
    (await yard.hub.client.post(url, json={"plain_people": plain})).raise_for_status()


async def read_again(yard: Yard, order: Any) -> None:
    async with yard.hub.db.transaction() as tx:
        await ask_again(tx, yard.shop_id, [order.external_no], yard.hub.now())
    await yard.pull()


async def hidden(yard: Yard) -> Any:
    """An order that is to be shipped to somebody whom the platform hides."""
    await shows_people(yard, plain=False)
    (order,) = await yard.reviewed()
    await yard.follow()
    return order


async def stops(yard: Yard, order: Any) -> list[tuple[str, str]]:
    return [(one.kind, one.owner_role) for one in await yard.open(order.id)]


async def asked(yard: Yard) -> dict[str, int]:
    return (await yard.ask("GET", ""))["asked"]


async def test_an_order_whose_recipient_is_hidden_waits_for_him_and_a_person_sees_it(
    yard: Yard,
) -> None:
    order = await hidden(yard)
    assert await stops(yard, order) == HIDDEN
    assert (await yard.delivery(order.id)).state == "cancelled"
    for _ in range(2):  # It is not asked about again while nothing changes.
        await read_again(yard, order)
        await yard.follow()
    assert await stops(yard, order) == HIDDEN
    assert (await yard.delivery(order.id)).asked_as == order.number
    assert await asked(yard) == {}

    await shows_people(yard, plain=True)
    await read_again(yard, order)
    await yard.follow()
    assert await stops(yard, order) == []
    assert tuple(await yard.delivery(order.id))[::2] == ("accepted", f"{order.number}-2")
    assert await asked(yard) == {"deliveryorder.create": 1}
    over = await yard.hub.rows("SELECT resolution FROM order_exceptions")
    assert [one.resolution for one in over] == ["cause_gone"]


async def test_an_order_whose_recipient_is_hidden_is_withdrawn_without_a_call(yard: Yard) -> None:
    order = await hidden(yard)
    await yard.said(order.id, "hold", on=True)
    await yard.follow()
    await yard.control.change(order.external_no, status="closed_refunded")
    await read_again(yard, order)
    await yard.follow()
    assert (await yard.order(order.external_no)).stage == "closed"
    assert await stops(yard, order) == []
    assert (await yard.delivery(order.id)).state == "cancelled"
    assert await asked(yard) == {}


async def test_what_a_silent_warehouse_may_have_is_taken_back_when_the_recipient_is_gone(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.ask("POST", "/manners", {"drop_answers": 1})
    await yard.follow()
    await yard.hub.rows("UPDATE people_records SET sealed = NULL RETURNING 1")
    yard.hub.ahead += timedelta(minutes=2)
    await yard.follow()
    await yard.follow()
    assert await stops(yard, order) == HIDDEN
    (given,) = (await yard.ask("GET", ""))["given"]
    assert given["state"] == "cancelled"
    assert (await yard.delivery(order.id)).state == "cancelled"


async def test_an_order_that_no_call_reached_is_withdrawn_without_one(yard: Yard) -> None:
    (order,) = await yard.reviewed()
    # Nobody listens at the discard port.
    await yard.hub.rows("UPDATE warehouses SET base_url = 'http://127.0.0.1:9' RETURNING id")
    await yard.follow()
    (task,) = await yard.hub.rows("SELECT state, attempts, code FROM fulfilment_tasks")
    assert (task.state, task.attempts, task.code) == ("waiting", 1, "channel_unavailable")
    await yard.said(order.id, "hold", on=True)
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "cancelled"
    kinds = await yard.hub.rows("SELECT kind FROM fulfilment_tasks")
    assert [one.kind for one in kinds] == ["create"]


async def test_an_order_withdrawn_when_its_call_was_about_to_begin_is_not_called_about(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.push()
    (task,) = await yard.hub.rows("SELECT id FROM fulfilment_tasks")
    async with yard.hub.db.transaction() as tx:
        (begun,) = await begin(tx, [task.id], yard.hub.now())
    await yard.said(order.id, "hold", on=True)
    await yard.push()
    assert (await yard.delivery(order.id)).state == "cancelling"
    assert begun is not None
    assert yard.teller.warehouses is not None
    with pytest.raises(AlreadyDone):
        await yard.teller.warehouses(begun)
    yard.hub.ahead += timedelta(minutes=1)  # its caller died
    await yard.tell()
    await yard.tell()
    assert (await yard.delivery(order.id)).state == "cancelled"
    assert await asked(yard) == {}


async def test_orders_that_travel_as_one_all_wait_for_their_recipient(yard: Yard) -> None:
    for order in await unreadable(yard):
        assert await stops(yard, order) == HIDDEN
        assert (await yard.delivery(order.id)).state == "cancelled"
    assert await asked(yard) == {}


async def unreadable(yard: Yard) -> list[Any]:
    """Orders that travel as one, whose recipients are not kept any more."""
    pair = await yard.reviewed(2, orders=[BUYER] * 2)
    async with yard.hub.db.transaction() as tx:
        await merge(tx, ADMIN, [order.number for order in pair], yard.hub.now())
    await yard.hub.rows("UPDATE people_records SET sealed = NULL RETURNING 1")
    await yard.tell()
    await yard.follow()
    return sorted(pair, key=lambda order: order.id)


async def told_anew(yard: Yard, order: Any) -> None:
    """The platform tells the recipient of this order again."""
    await yard.control.change(order.external_no, seller_memo="again")
    await read_again(yard, order)
    for _ in range(2):
        await yard.follow()


async def given(yard: Yard) -> dict[str, int]:
    """Units by code that the warehouse has."""
    known = (await yard.ask("GET", ""))["given"]
    return {one["code"]: sum(one["items"].values()) for one in known}


@pytest.mark.parametrize("first", [0, 1])
async def test_orders_whose_recipients_are_told_one_by_one_stay_together(
    yard: Yard, first: int
) -> None:
    pair = await unreadable(yard)
    await told_anew(yard, pair[first])
    assert [await stops(yard, pair[n]) for n in (first, 1 - first)] == [[], HIDDEN]
    assert await asked(yard) == {}
    await told_anew(yard, pair[1 - first])
    units = sum([sum((await yard.lines(order.id)).values()) for order in pair])
    assert list((await given(yard)).values()) == [units]


async def test_an_order_waits_for_the_recipients_of_others_for_half_an_hour(yard: Yard) -> None:
    pair = await unreadable(yard)
    await told_anew(yard, pair[1])
    yard.hub.ahead += timedelta(minutes=31)
    (due,) = await yard.hub.rows(
        "SELECT key, due_at FROM timers WHERE kind = :k AND due_at <= :now",
        k=GATHERED, now=yard.hub.now(),
    )  # fmt: skip
    timer = Timer(kind=GATHERED, key=due.key, due_at=due.due_at, payload={})
    async with yard.hub.db.transaction() as tx:
        await look_again(timer, tx, yard.hub.now())
    await yard.follow()
    assert await given(yard) == {pair[1].number: sum((await yard.lines(pair[1].id)).values())}
    assert await stops(yard, pair[0]) == HIDDEN
