"""Parcels followed to the door over the tracking service's own wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orderhub.channels.facade import session_for
from orderhub.connector_kit.session import Call
from orderhub.fulfilment.events import PARCEL_SHIPPED
from orderhub.fulfilment.facade import TELL, Teller, Tracker, ask_for_silent, track_parcel
from orderhub.fulfilment.model.tracking import NewAccount
from orderhub.fulfilment.service.following import set_up, track_all
from orderhub.infra.bus import Message
from orderhub.infra.crypto import write_master_key
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer
from orderhub.sync.facade import ask_again
from tests.slice.fulfilment.conftest import PLANNED, Dock
from tests.support.app import listening_app
from tests.support.sync import ADMIN, MASTER, MASTER_BYTES, hub_on

COURIER = "派件员:王建国,电话13812345678"
TRACKED = "SELECT * FROM trackings WHERE waybill_no = :no"


@dataclass
class Road(Dock):
    """A dock whose parcels are followed; the hub's API is on a socket."""

    callback: str = field(default="")
    orders: list[str] = field(default_factory=list[str])
    calls: list[Call] = field(default_factory=list[Call])

    async def ask(self, verb: str, path: str, body: Any = None) -> Any:
        """The sandbox's control of its tracking service."""
        url = f"{self.hub.sandbox['control_url']}/express{path}"
        answer = await self.hub.client.request(verb, url, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def set_up(self, budget: int = 100, queries: int = 100, key: str = "") -> None:
        given = self.hub.sandbox["tracking"]
        new = NewAccount(
            given["customer"],
            given["base_url"],
            self.callback,
            budget,
            queries,
            key=key or given["key"],
        )  # fmt: skip
        async with self.hub.db.transaction() as tx:
            await set_up(tx, MASTER, ADMIN, new, self.hub.now())

    async def follow(self) -> None:
        """Deliver the events of parcels that left, each twice."""
        for row in await self.hub.rows(
            "SELECT * FROM outbox WHERE topic = :t ORDER BY id", t=PARCEL_SHIPPED
        ):
            message = Message(
                id=str(row.id), topic=row.topic, key=row.key, version=row.version,
                occurred_at=row.occurred_at, data=row.data,
            )  # fmt: skip
            for _ in range(2):
                async with self.hub.db.transaction() as tx:
                    await track_parcel(message, tx, self.hub.now)

    async def left(self, waybill_no: str, carrier: str = "YTO") -> str:
        """An order whose only parcel was scanned out; its channel's number."""
        if not self.orders:
            shop, control = await self.hub.connect("taobao")
            placed = await control.place(2, status="to_ship", lines=[1, 1])
            await self.hub.turn(shop, pages=200)
            self.orders = [order["external_no"] for order in placed]
        number = self.orders.pop()
        await self.scan(number, waybill_no, carrier=carrier)
        return number

    async def subscribe(self) -> None:
        """Follow what left, and run what is planned although it is early."""
        await self.follow()
        self.hub.ahead += timedelta(minutes=2)
        await self.tell()

    async def move(self, num: str, state: str | None, **more: Any) -> list[int]:
        """The parcel moves; the hub's answers to the pushes."""
        told = await self.ask("POST", "/move", {"num": num, "state": state, **more})
        return [answer["status"] for answer in told["answers"]]

    async def tracked(self, waybill_no: str) -> Any:
        (row,) = await self.hub.rows(TRACKED, no=waybill_no)
        return row

    async def tried(self) -> list[tuple[str, str]]:
        rows = await self.hub.rows("SELECT state, code FROM fulfilment_tasks WHERE kind = 'track'")
        return [(row.state, row.code) for row in rows]


@pytest.fixture
async def road(db: Database, sandbox: dict[str, Any], tmp_path: Path) -> AsyncIterator[Road]:
    write_master_key(tmp_path / "master.key", MASTER_BYTES)
    async with hub_on(db, sandbox) as hub:
        calls: list[Call] = []
        tracker = Tracker(outside=replace(hub.outside, record_call=calls.append))
        teller = Teller(
            db=db,
            open_session=partial(session_for, hub.outside),
            now=hub.now,
            reread=ask_again,
            tracker=tracker.ask,
        )
        async with listening_app(db, tmp_path) as address:
            callback = f"{address}/ingest/v1/tracking/kuaidi100"
            road = Road(hub, teller, callback=callback, calls=calls)
            await road.set_up()
            yield road


async def test_a_parcel_is_asked_for_once_and_signed_for_moves_its_order(road: Road) -> None:
    number = await road.left("YT0000000001")
    await road.subscribe()
    await road.subscribe()
    assert (await road.ask("GET", ""))["asked"] == {"poll": 1}
    assert await road.move("YT0000000001", "5", context=COURIER, late_seconds=60) == [200]
    order = await road.order(number)
    assert (order.stage, order.fulfilment_status) == ("shipped", "shipped")
    assert await road.move("YT0000000001", "3", context="已签收", times=2, older_last=True) == [
        200,
        200,
        200,
    ]
    order = await road.order(number)
    assert (order.stage, order.fulfilment_status) == ("delivered", "delivered")
    points = await road.hub.rows("SELECT said, condition FROM tracking_points ORDER BY occurred_at")
    assert [tuple(point) for point in points] == [
        ("派件员:***,电话***", "delivering"),
        ("已签收", "signed"),
    ]
    assert (await road.tracked("YT0000000001")).state == "ended"
    told = "SELECT count(*) AS n FROM outbox WHERE topic = 'fulfilment.parcel_delivered.v1'"
    assert [row.n for row in await road.hub.rows(told)] == [1]
    for table in ("tracking_points", "trackings", "order_facts", "outbox"):
        kept = await road.hub.rows(f"SELECT * FROM {table}")
        assert "13812345678" not in str([tuple(row) for row in kept])


async def test_a_message_that_nobody_here_salted_changes_nothing(
    road: Road,
) -> None:
    number = await road.left("YT0000000002")
    await road.subscribe()
    assert await road.move("YT0000000002", "3", forged=True) == [401]
    assert (await road.order(number)).fulfilment_status == "shipped"
    assert (await road.tracked("YT0000000002")).heard_at is None
    url = f"{road.callback}?again=1"
    for body in (b"", b"param=%7B%7D&sign=00", b"\xff"):
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = await road.hub.client.post(url, content=body, headers=form)
        assert answer.status_code in (401, 422)
        assert answer.json()["result"] is False


async def test_an_unknown_outcome_is_resolved_by_asking_and_a_message_may_overtake_the_answer(
    road: Road,
) -> None:
    await road.left("YT0000000003")
    await road.ask("POST", "/manners", {"drop_answers": 1})
    await road.subscribe()
    assert (await road.tried())[0][0] == "unknown"
    road.hub.ahead += timedelta(minutes=5)
    await road.tell()
    assert await road.tried() == [("done", "")]
    assert (await road.ask("GET", ""))["asked"] == {"poll": 2}
    # The next one is told of before its own subscription is answered, and never answered at all.
    second = await road.left("YT0000000004")
    await road.ask("POST", "/manners", {"drop_answers": 1, "push_first": True})
    await road.subscribe()
    assert (await road.tried())[1][0] == "unknown"
    assert (await road.tracked("YT0000000004")).state == "subscribed"
    road.hub.ahead += timedelta(minutes=5)
    await road.tell()
    assert (await road.tried())[1][0] == "done"
    assert (await road.ask("GET", ""))["asked"] == {"poll": 3}
    assert await road.move("YT0000000004", "3") == [200]
    assert (await road.order(second)).stage == "delivered"


async def test_news_of_a_waybill_no_parcel_has_yet_counts_once_one_has(road: Road) -> None:
    await road.left("YT0000000005")
    await road.subscribe()
    stray = {"num": "YT0000000006", "like": "YT0000000005", "state": "3"}
    answers = (await road.ask("POST", "/stray", stray))["answers"]
    assert [answer["status"] for answer in answers] == [200]
    assert (await road.tracked("YT0000000006")).state == "unasked"
    number = await road.left("YT0000000006")
    await road.subscribe()
    assert (await road.order(number)).stage == "delivered"


async def test_the_budget_holds_and_a_hidden_phone_is_not_told(road: Road) -> None:
    await road.left("SF0000000007", carrier="SF")
    await road.subscribe()
    assert await road.tried() == [("refused", "channel_refused")]
    (asked,) = await road.hub.rows("SELECT detail FROM fulfilment_tasks WHERE kind = 'track'")
    assert "[408]" in asked.detail
    await road.set_up(budget=1)
    await road.left("YT0000000008")
    await road.subscribe()
    assert (await road.tried())[1] == ("waiting", "rate_limited")
    assert (await road.ask("GET", ""))["asked"] == {"poll": 1}
    road.hub.ahead += timedelta(days=1)
    await road.tell()
    assert (await road.tried())[1][0] == "done"


async def test_a_parcel_whose_message_was_lost_is_asked_for_after_a_day_and_counts_like_it(
    road: Road,
) -> None:
    async def silent(after: timedelta) -> int:
        road.hub.ahead += after
        async with road.hub.db.transaction() as tx:
            asked = await ask_for_silent(tx, road.hub.now())
        await road.tell()
        return asked

    day = timedelta(hours=25)
    number = await road.left("YT0000000011")
    await road.subscribe()
    assert await silent(timedelta(hours=23)) == 0
    assert await silent(timedelta(hours=2)) == 1  # the service knows nothing yet: no trouble
    assert await road.move("YT0000000011", "3", context=COURIER, silent=True) == []
    assert await silent(timedelta(hours=1)) == 0
    await road.set_up(queries=0)
    assert await silent(day) == 0
    await road.set_up(queries=2)
    assert await silent(timedelta()) == 1
    order = await road.order(number)
    assert (order.stage, order.fulfilment_status) == ("delivered", "delivered")
    assert (await road.tracked("YT0000000011")).state == "ended"
    (point,) = await road.hub.rows("SELECT said FROM tracking_points")
    assert point.said == "派件员:***,电话***"
    assert await silent(day) == 0
    assert (await road.ask("GET", ""))["asked"] == {"poll": 1, "query": 2}
    tasks = await road.hub.rows("SELECT state, code FROM fulfilment_tasks WHERE kind = 'query'")
    assert [tuple(task) for task in tasks] == [("done", "")] * 2
    calls = [call for call in road.calls if call.shop == "tracking:1"]
    assert [call.method for call in calls] == ["poll", "poll/query.do", "poll/query.do"]
    assert not any(part in str(calls) for part in ("YT0000000011", "13812345678"))


async def test_a_key_that_is_refused_gives_no_parcel_up_and_opens_the_circuit(road: Road) -> None:
    await road.set_up(key="wrong")
    await road.left("YT0000000012")
    await road.subscribe()
    assert await road.tried() == [("waiting", "auth_revoked")]
    assert (await road.tracked("YT0000000012")).state == "wanted"
    (bucket,) = await road.hub.rows("SELECT opened_at FROM token_buckets WHERE channel LIKE 'tr%'")
    assert bucket.opened_at is not None


async def test_parcels_on_their_way_are_followed_once_tracking_is_set_up(road: Road) -> None:
    await road.left("YT0000000009")
    timer = Timer(kind="fulfilment.track_all", key="", due_at=road.hub.now(), payload={"after": 0})
    async with road.hub.db.transaction() as tx:
        await track_all(timer, tx, road.hub.now())
    assert await road.hub.rows(PLANNED, k=TELL)
    assert (await road.tracked("YT0000000009")).state == "wanted"


async def test_a_parcel_in_trouble_stops_its_order_for_a_person_until_it_goes_on(
    road: Road,
) -> None:
    number = await road.left("YT0000000010")
    await road.subscribe()
    open_ones = "SELECT kind, reason FROM order_exceptions WHERE closed_at IS NULL"
    for state, reason in (("2", "problem"), ("14", "refused")):
        assert await road.move("YT0000000010", state, times=2) == [200, 200]
        rows = await road.hub.rows(open_ones)
        assert [tuple(row) for row in rows] == [("parcel_trouble", reason)]
    assert await road.move("YT0000000010", "5") == [200]
    assert await road.hub.rows(open_ones) == []
    assert await road.move("YT0000000010", "4") == [200]
    assert (await road.order(number)).fulfilment_status == "returned"
    assert [row.reason for row in await road.hub.rows(open_ones)] == ["returned"]
