"""Exceptions are opened once, owned, told on in time, resolved by people or by themselves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.infra.bus import Message
from orderhub.infra.db import Database, Tx
from orderhub.notify.facade import SEND
from orderhub.orders.facade import (
    ExceptionKind,
    Report,
    clear_exceptions,
    fold_changes,
    raise_exceptions,
)
from orderhub.orders.handlers import tell_escalated
from orderhub.orders.service.escalation import sweep_batch
from orderhub.orders.store import exceptions as store
from tests.support.duties import put_on_call
from tests.support.orders import add_shops, make_order, take_in

API = "/api/v1"
Json = dict[str, Any]
NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)
SHORT = ExceptionKind.NO_STOCK
WRONG_SUMS: Json = {"goods_minor": 9000, "total_minor": 8000}


async def rows(tx: Tx, sql: str) -> list[Json]:
    await tx.write_now()
    return [dict(row) for row in (await tx.execute(text(sql))).mappings()]


async def order_ids(tx: Tx) -> list[int]:
    return [row["id"] for row in await rows(tx, "SELECT id FROM orders ORDER BY placed_at")]


async def open_kinds(tx: Tx) -> list[str]:
    sql = "SELECT kind FROM order_exceptions WHERE closed_at IS NULL ORDER BY order_id, kind"
    return [row["kind"] for row in await rows(tx, sql)]


async def report_often(db: Database, times: int) -> None:
    """Two sources report one order short at once, again and again."""

    async def report(n: int) -> None:
        async with db.transaction() as tx:
            [order] = await order_ids(tx)
            reports = [Report(order, SHORT, reason=f"SKU-{n}")]
            await raise_exceptions(tx, f"source{n % 3}", reports, NOW + timedelta(seconds=n))

    await asyncio.gather(*(report(n) for n in range(times)))


async def test_one_exception_is_open_for_an_order_and_kind_however_many_report_it_at_once(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await take_in(tx, make_order(1))
    await report_often(db, 12)
    async with db.transaction() as tx:
        assert await open_kinds(tx) == ["no_stock"]
        raised = "SELECT 1 FROM outbox WHERE topic = 'orders.exception_raised.v1'"
        assert len(await rows(tx, raised)) == 1
        counted = "SELECT sum(n) AS n FROM order_count_changes WHERE dimension = 'exception'"
        assert (await rows(tx, counted))[0]["n"] == 1


async def test_without_its_guards_the_same_reports_open_it_twice(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.transaction() as tx:
        await take_in(tx, make_order(1))
        await tx.execute(text("DROP INDEX order_exceptions_open"))
    unguarded = str(store._INSERT.text).replace(  # pyright: ignore[reportPrivateUsage]
        "ON CONFLICT (order_id, kind) WHERE closed_at IS NULL DO NOTHING", ""
    )
    monkeypatch.setattr(store, "_INSERT", text(unguarded))

    async def sees_nothing(tx: Tx, order_ids: Any) -> list[Json]:
        _ = tx, order_ids
        return []

    monkeypatch.setattr(store, "open_of", sees_nothing)
    await report_often(db, 2)
    async with db.transaction() as tx:
        assert await open_kinds(tx) == ["no_stock", "no_stock"]


async def test_it_goes_by_itself_when_its_cause_is_gone_and_comes_back_with_it(tx: Tx) -> None:
    wrong = make_order(1, **WRONG_SUMS)
    await take_in(tx, wrong)
    assert await open_kinds(tx) == ["amount_mismatch"]
    right = make_order(1, modified_at=wrong.modified_at + timedelta(hours=1))
    await take_in(tx, right)
    assert await open_kinds(tx) == []
    [gone] = await rows(tx, "SELECT resolution FROM order_exceptions")
    assert gone["resolution"] == "cause_gone"
    await take_in(tx, replace(wrong, modified_at=wrong.modified_at + timedelta(hours=2)))
    assert await open_kinds(tx) == ["amount_mismatch"]
    topics = "SELECT topic FROM outbox WHERE topic LIKE 'orders.exception%' ORDER BY id"
    told = [row["topic"].split(".")[1] for row in await rows(tx, topics)]
    assert told == ["exception_raised", "exception_cleared", "exception_raised"]


async def test_what_another_slice_reported_stands_until_that_slice_clears_it(tx: Tx) -> None:
    await take_in(tx, make_order(1), make_order(2))
    reports = [Report(order, SHORT, reason="SKU-1 ×2") for order in await order_ids(tx)]
    await raise_exceptions(tx, "stock", reports, NOW)
    assert await open_kinds(tx) == ["no_stock", "no_stock"]
    assert [row["flags"] & 16 for row in await rows(tx, "SELECT flags FROM orders")] == [16, 16]
    await clear_exceptions(tx, "warehouse", reports, NOW + timedelta(minutes=1))
    assert await open_kinds(tx) == ["no_stock", "no_stock"]
    await clear_exceptions(tx, "stock", reports[:1], NOW + timedelta(minutes=2))
    assert await open_kinds(tx) == ["no_stock"]


async def test_who_misses_the_clock_is_told_on_to_operations_then_to_the_administrator(
    tx: Tx,
) -> None:
    await put_on_call(tx)
    await take_in(tx, make_order(1, **WRONG_SUMS))
    due = (await rows(tx, "SELECT due_at FROM order_exceptions"))[0]["due_at"]
    assert await sweep_batch(tx, due - timedelta(seconds=1)) == 0
    for hours, to in ((0, "operations"), (4, "administrator"), (28, "administrator")):
        at = due + timedelta(hours=hours)
        assert await sweep_batch(tx, at) == 1
        assert await sweep_batch(tx, at) == 0
        said = "SELECT * FROM outbox WHERE topic LIKE '%escalated%' ORDER BY id DESC LIMIT 1"
        [event] = await rows(tx, said)
        assert event["data"]["to"] == to
        await tell_escalated(_message(event), tx, lambda: NOW)
    queued = await rows(tx, "SELECT message FROM notify_deliveries ORDER BY id")
    assert [row["message"]["severity"] for row in queued] == ["warning", "urgent", "urgent"]
    assert len(await rows(tx, f"SELECT 1 FROM timers WHERE kind = '{SEND}'")) == 3


@pytest.fixture
async def numbers(app_db: Database) -> list[str]:
    """Two shops: an order with wrong sums and one without an address in the first, one with wrong
    sums in the second."""
    async with app_db.transaction() as tx:
        first, second = await add_shops(tx, "一号店", "二号店")
        made = await take_in(
            tx, make_order(1, **WRONG_SUMS), make_order(2, people={}), shop_id=first
        )
        return made + await take_in(tx, make_order(3, **WRONG_SUMS), shop_id=second)


async def listed(client: httpx.AsyncClient, **query: Any) -> Json:
    answer = await client.get(f"{API}/order-exceptions", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def step(client: httpx.AsyncClient, ids: list[int], name: str, **more: Any) -> list[Json]:
    body = {"ids": ids, "step": name, **more}
    answer = await client.post(f"{API}/order-exceptions/batch", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


async def test_the_desk_lists_by_clock_page_by_page_and_counts_by_kind_and_owner(
    app_client: httpx.AsyncClient, app_db: Database, numbers: list[str]
) -> None:
    await fold_changes(app_db)
    first = await listed(app_client, limit=2)
    rest = await listed(app_client, limit=2, cursor=first["next"])
    shown = [item["number"] for item in first["items"] + rest["items"]]
    assert shown == [numbers[1], numbers[0], numbers[2]]
    assert rest["next"] is None
    assert first["items"][0]["remedies"] == ["confirm_address"]
    only = await listed(app_client, kind="amount_mismatch", shop_id=first["items"][1]["shop_id"])
    assert [item["number"] for item in only["items"]] == [numbers[0]]
    await step(app_client, [first["items"][0]["id"]], "take")
    groups = (await app_client.get(f"{API}/order-exceptions/groups")).json()
    assert groups["kinds"] == {"amount_mismatch": 2, "bad_address": 1}
    assert groups["owners"] == {"": 2, "admin": 1}


async def test_a_remedy_lets_the_order_go_on_and_its_timeline_tells_the_whole_story(
    app_client: httpx.AsyncClient, numbers: list[str]
) -> None:
    items = (await listed(app_client))["items"]
    ids = [item["id"] for item in items]
    results = await step(app_client, ids, "accept_amount")
    assert [row["code"] for row in results] == ["no_remedy", None, None]
    assert [item["kind"] for item in (await listed(app_client))["items"]] == ["bad_address"]
    [again] = await step(app_client, ids[1:2], "accept_amount")
    assert again["code"] == "not_open"
    order = (await app_client.get(f"{API}/orders/{numbers[0]}")).json()
    assert "exception" not in order["flags"]
    timeline = await app_client.get(
        f"{API}/orders/{numbers[0]}/timeline", params={"kind": "exception"}
    )
    told = [(i["title_code"], i["detail"]) for i in timeline.json()["items"]]
    assert told == [("exception.closed", "waived"), ("exception.raised", "")]


async def test_what_a_person_marked_or_held_is_an_exception_that_clearing_takes_back(
    app_client: httpx.AsyncClient, app_db: Database, numbers: list[str]
) -> None:
    async with app_db.transaction() as tx:
        [plain] = await take_in(tx, make_order(9))
    for action in ("hold", "mark_exception"):
        body = {"action": action, "numbers": [plain], "args": {"reason": "买家要求"}}
        assert (await app_client.post(f"{API}/orders/batch", json=body)).status_code == 200
    [one] = (await listed(app_client, number=plain))["items"]
    assert (one["kind"], one["reason"]) == ("manual", "买家要求")
    later = datetime.fromisoformat(one["due_at"]) + timedelta(hours=30)
    [moved] = await step(app_client, [one["id"]], "postpone", until=later.isoformat())
    assert moved["ok"]
    [cleared] = await step(app_client, [one["id"]], "clear")
    assert cleared["ok"]
    assert (await app_client.get(f"{API}/orders/{plain}")).json()["flags"] == ["late"]
    [closed] = (await listed(app_client, number=plain))["items"]
    assert closed["resolution"] == "person"
    assert numbers


def _message(row: Json) -> Message:
    return Message(
        id=str(row["id"]),
        topic=row["topic"],
        key=row["key"],
        version=row["version"],
        occurred_at=row["occurred_at"],
        data=row["data"],
    )
