"""Tries at telling begin and end many at once, and one holds up no other."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from orderhub.channels.facade import Shop, session_for
from orderhub.fulfilment.service import tasks
from orderhub.fulfilment.service.notes import write_note
from orderhub.fulfilment.service.tasks import TELL
from orderhub.fulfilment.store import tasks as store
from orderhub.fulfilment.telling import Teller
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer
from orderhub.sync.facade import ask_again
from tests.slice.fulfilment.conftest import Dock
from tests.support.sync import ADMIN

MANY = 12
PATIENCE_S = 120
STATES = """
    SELECT state, count(*) AS n, count(DISTINCT xmin::text) AS transactions
    FROM fulfilment_tasks GROUP BY state
"""


async def planned(dock: Dock, orders: int) -> list[int]:
    """Tasks of so many scanned orders of a shop, oldest first."""
    shop, control = await dock.hub.connect("taobao")
    placed = await control.place(orders, status="to_ship", lines=[1, 1])
    await dock.hub.turn(shop, pages=200)
    for place, one in enumerate(placed):
        await dock.scan(one["external_no"], waybill_no=f"SF{place:010}")
    rows = await dock.hub.rows("SELECT id FROM fulfilment_tasks ORDER BY id")
    assert len(rows) == orders
    return [row.id for row in rows]


async def planned_notes(dock: Dock) -> list[int]:
    """Two tasks of one order, oldest first."""
    _, _, number = await dock.pulled("taobao")
    order = await dock.order(number)
    for note in ("尽快发", "不急"):
        async with dock.hub.db.transaction() as tx:
            await write_note(tx, ADMIN, order.number, (note, None), dock.hub.now())
    return [row.id for row in await dock.hub.rows("SELECT id FROM fulfilment_tasks ORDER BY id")]


async def due_of(dock: Dock, task_id: int) -> datetime:
    (row,) = await dock.hub.rows(
        "SELECT due_at FROM timers WHERE kind = :k AND key = :key", k=TELL, key=str(task_id)
    )
    return row.due_at


async def test_many_tries_share_the_transactions_in_which_they_begin_and_end(dock: Dock) -> None:
    ids = await planned(dock, MANY)
    opened, go = asyncio.Event(), asyncio.Event()

    async def open_session(shop: Shop, *, valuable: bool = False) -> Any:
        opened.set()
        await go.wait()
        return await session_for(dock.hub.outside, shop, valuable=valuable)

    teller = Teller(dock.hub.db, open_session, dock.hub.now, ask_again)
    timers = [Timer(kind=TELL, key=str(one), due_at=dock.hub.now(), payload={}) for one in ids]
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as calls:
        for timer in timers:
            calls.create_task(teller.tell(timer))
        await opened.wait()
        (calling,) = await dock.hub.rows(STATES)
        go.set()
    assert (calling.state, calling.n, calling.transactions) == ("calling", MANY, 1)
    (done,) = await dock.hub.rows(STATES)
    assert (done.state, done.n) == ("done", MANY)
    read_again = await dock.hub.rows("SELECT external_no FROM sync_reads")
    assert len(read_again) == MANY


async def test_one_call_an_order_also_of_those_that_begin_together(dock: Dock) -> None:
    first, second = await planned_notes(dock)
    now = dock.hub.now()
    async with dock.hub.db.transaction() as tx:
        begun, later = await tasks.begin(tx, [first, second], now)
    assert begun is not None
    assert (begun.task.id, later) == (first, None)
    assert await due_of(dock, second) == now + tasks.BUSY_FOR
    async with dock.hub.db.transaction() as tx:
        assert await tasks.begin(tx, [second, second], now) == [None, None]


async def test_a_task_that_two_wait_for_is_begun_for_one_of_them(dock: Dock) -> None:
    (one,) = await planned(dock, 1)
    async with dock.hub.db.transaction() as tx:
        begun, again = await tasks.begin(tx, [one, one], dock.hub.now())
    assert begun is not None
    assert again is None


async def test_an_order_that_somebody_holds_keeps_no_other_waiting(
    dock: Dock, db: Database
) -> None:
    held, free = await planned(dock, 2)
    (row,) = await dock.hub.rows("SELECT order_id FROM fulfilment_tasks WHERE id = :id", id=held)
    now = dock.hub.now()
    async with db.transaction() as other, db.transaction() as tx:
        await store.lock(other, row.order_id)
        async with asyncio.timeout(PATIENCE_S):
            later, begun = await tasks.begin(tx, [held, free], now)
    assert begun is not None
    assert (later, begun.task.id) == (None, free)
    assert await due_of(dock, held) == now + tasks.BUSY_FOR


async def test_a_call_that_outlived_its_time_is_asked_about_among_others(dock: Dock) -> None:
    lost, fresh = await planned(dock, 2)
    async with dock.hub.db.transaction() as tx:
        await tasks.begin(tx, [lost], dock.hub.now())
    dock.hub.ahead += timedelta(minutes=3)
    async with dock.hub.db.transaction() as tx:
        again, new = await tasks.begin(tx, [lost, fresh], dock.hub.now())
    assert again is not None
    assert new is not None
    assert (again.ask_first, again.task.attempts) == (True, 2)
    assert (new.ask_first, new.task.attempts) == (False, 1)


async def test_a_shop_whose_settings_changed_gets_a_line_of_its_own_at_once(dock: Dock) -> None:
    ids = await planned(dock, 3)
    opened: list[Shop] = []

    async def open_session(shop: Shop, *, valuable: bool = False) -> Any:
        opened.append(shop)
        return await session_for(dock.hub.outside, shop, valuable=valuable)

    teller = Teller(dock.hub.db, open_session, dock.hub.now, ask_again)
    tell = partial(Timer, kind=TELL, due_at=dock.hub.now(), payload={})
    await teller.tell(tell(key=str(ids[0])))
    await teller.tell(tell(key=str(ids[1])))
    assert len(opened) == 1
    await dock.hub.rows("UPDATE shops SET settings = '{\"x\": 1}' RETURNING id")
    await teller.tell(tell(key=str(ids[2])))
    assert len(opened) == 2
