"""What partners read and state, through the whole application."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.access.facade import Actor, ActorKind
from orderhub.connector_kit.passing_on import FROM_CHANNEL
from orderhub.connectors import CONNECTORS
from orderhub.infra.bus import Message
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.kernel.types import ShopId
from orderhub.orders.events import CHANGED
from orderhub.orders.facade import Arrival, Batch, Fact, absorb, learn, standings
from orderhub.partners.facade import ratings
from orderhub.partners.model.statements import Statement, StatementKind
from orderhub.partners.service.statements import state
from tests.slice.partners.conftest import Desk
from tests.support.access import make_key
from tests.support.canary import assert_no_canary, spellings
from tests.support.orders import PEOPLE, PLACED, add_shops, make_order

READ, STATE = "partners/orders", "partners/statements"
STRICT = next(code for code, one in CONNECTORS.items() if one.withheld)
FREE = next(code for code, one in CONNECTORS.items() if not one.withheld)


@dataclass
class Erp:
    """A partner with a key of its own, and two orders: of a channel that forbids passing on, and
    of one that does not."""

    db: Database
    client: httpx.AsyncClient = field(repr=False)
    key: dict[str, str]
    strict: str
    free: str

    async def read(self, number: str) -> httpx.Response:
        return await self.client.get(f"{READ}/{number}", headers=self.key)

    async def state(self, *items: dict[str, Any], **headers: str) -> list[tuple[str, str | None]]:
        answer = await self.client.post(STATE, json={"items": items}, headers=self.key | headers)
        assert answer.status_code == 200, answer.text
        return [(row["result"], row["code"]) for row in answer.json()["results"]]


async def taken_in(db: Database, channel: str, shop_id: int, n: int) -> str:
    async with db.transaction() as tx:
        batch = Batch(
            shop_id=ShopId(shop_id),
            channel=channel,  # pyright: ignore[reportArgumentType]
            region="cn",
            arrivals=[Arrival(make_order(n))],
            read_at=PLACED + timedelta(days=1),
        )
        return (await absorb(tx, batch)).outcomes[0].number


@pytest.fixture
async def erp(app_client: httpx.AsyncClient, db: Database) -> Erp:
    async with db.transaction() as tx:
        shops = await add_shops(tx, "strict", "free", "other")
    numbers = [await taken_in(db, channel, shop, n) for channel, shop, n in (
        (STRICT, shops[0], 1), (FREE, shops[1], 2), (FREE, shops[2], 3))]  # fmt: skip
    app_client.base_url = app_client.base_url.join("/api/v1/")
    scope = {"permissions": ["partners.exchange"], "shop_ids": shops[:2], "name": "erp"}
    key = await make_key(app_client, **scope)
    return Erp(db, app_client, key, numbers[0], numbers[1])


def row(kind: str, external_id: str, version: int, number: str, **said: Any) -> dict[str, Any]:
    base = {"kind": kind, "external_id": external_id, "version": version, "number": number}
    return base | said


def leaks(told: str) -> set[str]:
    """Which of the buyer's data a text holds, however it is spelled."""
    return {
        value
        for value in PEOPLE.values()
        if any(form in told.encode() for form in spellings(value))
    }


async def test_a_partner_reads_no_person_and_nothing_that_its_channel_forbids(erp: Erp) -> None:
    free = (await erp.read(erp.free)).json()
    assert free["external_no"] == "E2"
    assert (free["withheld"], free["lines"][0]["sku"]) == ([], "SKU-1")
    strict = (await erp.read(erp.strict)).json()
    assert strict["stage"] == free["stage"]
    assert strict["withheld"] == sorted(FROM_CHANNEL)
    assert {strict[name] for name in FROM_CHANNEL} == {None}
    assert leaks(json.dumps([free, strict], ensure_ascii=False)) == set()
    assert (await erp.read("ORD-20260105-99999")).status_code == 404


async def test_what_is_the_hubs_own_is_read_on_every_channel(erp: Erp) -> None:
    async with erp.db.transaction() as tx:
        (order,) = await standings(tx, refs=[erp.strict])
        said = {"parcel": "P1", "step": "shipped", "carrier": "SF", "waybill_no": "SF1"}
        at = PLACED + timedelta(hours=2)
        fact = Fact(order_id=order.id, source="wms", kind="parcel", key="1", occurred_at=at,
            learned_at=at, data=said)  # fmt: skip
        await learn(tx, [fact])
    read = (await erp.read(erp.strict)).json()
    assert (read["stage"], read["parcels"]) == ("shipped", [said | {"units": {}}])


async def test_statements_sent_again_late_or_reused_change_nothing(erp: Erp) -> None:
    booked = row("document", "SO-1", 1, erp.free, reference="SO-1", status="booked")
    shipped = booked | {"version": 10, "status": "shipped"}
    assert await erp.state(booked, shipped) == [("new", None), ("changed", None)]
    for _ in range(2):
        assert await erp.state(shipped) == [("unchanged", None)]
    assert await erp.state(booked) == [("refused", "stale_statement")]
    assert await erp.state(shipped | {"status": "lost"}) == [("refused", "version_reused")]
    assert await erp.state(shipped | {"version": 11, "number": erp.strict}) == [
        ("refused", "other_order")
    ]
    read = (await erp.read(erp.free)).json()["statements"]
    assert [(one["version"], one["data"]["status"]) for one in read] == [(10, "shipped")]
    async with erp.db.transaction() as tx:
        found = await tx.execute(text("SELECT count(*) FROM order_facts WHERE source = 'partner'"))
        assert found.scalar_one() == 2


async def test_of_two_batches_at_the_same_time_the_newer_version_stays(
    erp: Erp, master_key: MasterKey
) -> None:
    partner = Actor(kind=ActorKind.KEY, id=None, name="erp")
    said = {"reference": "SO-1", "status": "booked"}
    newer = Statement(
        kind=StatementKind.DOCUMENT, external_id="SO-1", version=2, number=erp.free, data=said
    )
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks, erp.db.transaction() as tx:
        await state(tx, master_key, partner, [newer], PLACED)
        older = tasks.create_task(erp.state(row("document", "SO-1", 1, erp.free, **said)))
        while not await waiting(erp.db):  # noqa: ASYNC110 - another connection's
            await asyncio.sleep(0.02)
    assert older.result() == [("refused", "stale_statement")]


async def waiting(db: Database) -> int:
    """Connections of this database that wait for a lock."""
    async with db.transaction() as tx:
        found = await tx.execute(
            text("""SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'""")
        )
        return int(found.scalar_one())


async def test_every_row_of_a_batch_has_its_own_end_and_words_are_sealed(erp: Erp) -> None:
    canary = "请打 13987654321 找李四娘"
    results = await erp.state(
        row("tag", "T1", 1, erp.free, tag="ERP已记账"),
        row("note", "N1", 1, "E2", text=canary),
        row("feedback", "F1", 1, erp.free, rating=2, text=canary),
        row("document", "D1", 1, "nope", reference="x", status="y"),
        row("document", "D2", 1, erp.free, reference="13987654321", status="y"),
        **{"Idempotency-Key": "batch-1"},
    )
    assert results == [
        ("new", None),
        ("new", None),
        ("new", None),
        ("refused", "unknown_order"),
        ("refused", "looks_personal"),
    ]
    read = (await erp.read(erp.free)).json()
    assert read["tags"] == ["ERP已记账"]
    assert leaks(json.dumps(read, ensure_ascii=False)) == set()
    await assert_no_canary(erp.db, ["13987654321", "李四娘"])
    async with erp.db.transaction() as tx:
        (order,) = await standings(tx, refs=[erp.free])
        assert await ratings(tx, [order.id]) == {order.id: [2]}
    assert (await erp.state(row("tag", "T1", 2, erp.free, tag="ERP已记账", on=False)))[0][
        0
    ] == "changed"
    assert (await erp.read(erp.free)).json()["tags"] == []


async def test_only_keys_speak_for_partners_and_only_within_their_shops(
    erp: Erp, app_client: httpx.AsyncClient
) -> None:
    items = {"items": [row("tag", "T1", 1, erp.free, tag="x")]}
    assert (await app_client.post(STATE, json=items)).status_code == 403
    assert (await app_client.get(f"{READ}/{erp.free}")).json()["statements"] == []
    assert (await erp.client.get("orders", headers=erp.key)).status_code == 403
    assert await erp.state(row("tag", "T1", 1, "E3", tag="x")) == [("refused", "unknown_order")]


async def test_nothing_of_a_person_reaches_a_receiver(desk: Desk) -> None:
    await desk.subscribe()
    await taken_in(desk.db, STRICT, 1, 1)
    async with desk.db.transaction() as tx:
        (order,) = await standings(tx, refs=["E1"])
        at = PLACED + timedelta(hours=2)
        held = {"on": True, "name": "hold:manual", "reason_code": ""}
        await learn(tx, [Fact(order_id=order.id, source="person", kind="hold", key="1",
            occurred_at=at, learned_at=at, data=held)])  # fmt: skip
        await tx.write_now()
        rows = (await tx.execute(text("SELECT * FROM outbox ORDER BY id"))).mappings().all()
    for said in rows:
        named = {name: said[name] for name in ("topic", "key", "version", "occurred_at", "data")}
        await desk.hear(Message(id=str(said["id"]), **named))
    await desk.carry()
    arrived = await desk.arrived()
    assert [one["event"]["subject"] for one in arrived] == [order.number]
    assert leaks(json.dumps(arrived, ensure_ascii=False)) == set()
    planted = Message(id="bug", topic=CHANGED, key="k", version=1,
        occurred_at=desk.at, data={"shop_id": 1, "buyer": dict(PEOPLE)})  # fmt: skip
    await desk.hear(planted)
    await desk.carry()
    assert leaks(json.dumps(await desk.arrived(), ensure_ascii=False)) == set(PEOPLE.values())
