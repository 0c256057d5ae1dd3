"""A hub, its API on a socket, and the sandbox's warehouse that ships for one of its shops."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from orderhub.channels.facade import get_shop, session_for
from orderhub.fulfilment.facade import (
    CATCH_UP,
    NO_BUYER_HEARS,
    ORDERS,
    TELL,
    TEXTED,
    Foreman,
    Teller,
    catch_up,
    push_orders,
    text_buyers,
)
from orderhub.fulfilment.model.warehouses import NewWarehouse
from orderhub.fulfilment.service.splitting import Wanted, join, split
from orderhub.fulfilment.service.warehouses import connect
from orderhub.health.facade import PeerProber, Recorder, judge
from orderhub.infra.bus import Message
from orderhub.infra.crypto import write_master_key
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer, cancel
from orderhub.notify.model import EndpointKind, Target, Template, TemplateKind, TemplateState
from orderhub.notify.service.settings import add_endpoint, set_template
from orderhub.orders.facade import Fact, learn
from orderhub.sync.facade import ask_again
from orderhub_sandbox.catalogue import GOODS
from tests.support.app import listening_app
from tests.support.sync import ADMIN, MASTER, MASTER_BYTES, Control, Hub, hub_on

SENDER = {
    "name": "一号仓",
    "mobile": "057100000000",
    "province": "浙江省",
    "city": "杭州市",
    "detailAddress": "仓前路1号",
}
TWO_SKUS = [{"sku_code": good.sku_code} for good in GOODS[:2]]


@dataclass
class Yard:
    """A hub, its API on a socket, and the sandbox's warehouse that ships for one shop."""

    hub: Hub
    teller: Teller
    control: Control
    warehouse_id: int
    shop_id: int
    recorder: Recorder
    prober: PeerProber = field(repr=False)

    async def ask(self, verb: str, path: str, body: Any = None) -> Any:
        url = f"{self.hub.sandbox['control_url']}/warehouse{path}"
        answer = await self.hub.client.request(verb, url, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def reviewed(self, count: int = 1, **more: Any) -> list[Any]:
        """Orders that are to be shipped, of two SKUs where nothing else is said; their rows."""
        orders = [{"lines": TWO_SKUS, **one} for one in more.pop("orders", [{}] * count)]
        placed = await self.control.place(count, status="to_ship", orders=orders, **more)
        await self.pull()
        orders = [await self.order(one["external_no"]) for one in placed]
        now = self.hub.now()
        facts = [
            Fact(
                order_id=order.id, source="person", kind="review", key="r1", occurred_at=now,
                learned_at=now, data={"decision": "approved"},
            )
            for order in orders
        ]  # fmt: skip
        async with self.hub.db.transaction() as tx:
            await learn(tx, facts)
        return orders

    async def said(self, order_id: int, kind: str, *, on: bool, **data: str) -> None:
        """A person puts a hold on the order or takes it off, or an exception."""
        now = self.hub.now()
        fact = Fact(
            order_id=order_id, source="person", kind=kind, key=f"{kind}:{on}:{now}",
            occurred_at=now, learned_at=now,
            data={"on": on, **({"name": "manual"} if kind == "hold" else {}), **data},
        )  # fmt: skip
        async with self.hub.db.transaction() as tx:
            await learn(tx, [fact])

    async def leaves(self, code: str, waybill: str, line: Any) -> None:
        """The warehouse confirms, twice, that the line left in a parcel of its own."""
        package = {"waybill_no": waybill, "items": {line.sku_code: line.quantity}}
        told = {"code": code, "status": "DELIVERED", "times": 2, "packages": [package]}
        await self.ask("POST", "/confirm", {"confirms": [told]})

    async def parts(self, order: Any) -> list[Any]:
        """The order's lines."""
        sql = "SELECT * FROM order_lines WHERE order_id = :id ORDER BY position"
        return await self.hub.rows(sql, id=order.id)

    async def split(self, order: Any) -> None:
        """A person lets every line leave on its own."""
        wanted = [Wanted({one.line_no: one.quantity}) for one in await self.parts(order)]
        async with self.hub.db.transaction() as tx:
            await split(tx, ADMIN, order.number, wanted, self.hub.now())

    async def join(self, order: Any) -> None:
        """A person takes the split back."""
        async with self.hub.db.transaction() as tx:
            await join(tx, ADMIN, order.number, self.hub.now())

    async def pull(self) -> None:
        """Let the shop's orders be read."""
        async with self.hub.db.transaction() as tx:
            shop = await get_shop(tx, self.shop_id)
        await self.hub.turn(shop)

    async def order(self, external_no: str) -> Any:
        (row,) = await self.hub.rows("SELECT * FROM orders WHERE external_no = :n", n=external_no)
        return row

    async def moved(self, order: Any, street: str, **person: str) -> None:
        """The platform changes where the order goes, and is read."""
        change = {"address": {"address": street, **person}}
        await self.control.change(order.external_no, **change)
        async with self.hub.db.transaction() as tx:
            await ask_again(tx, self.shop_id, [order.external_no], self.hub.now())
        await self.pull()

    async def open(self, order_id: int) -> list[Any]:
        """The order's open exceptions."""
        sql = "SELECT * FROM order_exceptions WHERE order_id = :id AND closed_at IS NULL"
        return await self.hub.rows(sql, id=order_id)

    async def lines(self, order_id: int) -> dict[str, int]:
        found = await self.hub.rows(
            "SELECT sku_code, sum(quantity)::int AS n FROM order_lines WHERE order_id = :id "
            "GROUP BY sku_code ORDER BY sku_code",
            id=order_id,
        )
        return {row.sku_code: row.n for row in found}

    async def follow(self) -> None:
        """Deliver the orders' events, each twice, and run what is planned to be told."""
        await self.push()
        await self.tell()

    async def push(self) -> None:
        """Deliver the orders' events, each twice."""
        for message in await self.messages(ORDERS):
            for _ in range(2):
                async with self.hub.db.transaction() as tx:
                    await push_orders([message], tx, self.hub.now)

    async def tell(self) -> None:
        """Run what is planned to be told."""
        for row in await self.hub.rows("SELECT key FROM timers WHERE kind = :k", k=TELL):
            timer = Timer(kind=TELL, key=row.key, due_at=self.hub.now(), payload={})
            await self.teller.tell(timer)

    async def text_template(self, kind: str) -> None:
        """A provider's approved text of this kind."""
        options = {"key_id": "sandbox-key", "sign_name": "示例商店"}
        target = Target(EndpointKind.ALIYUN_SMS, "https://sms.example", "s3cret", options)
        async with self.hub.db.transaction() as tx:
            made = await add_endpoint(tx, MASTER, ADMIN, "短信", target)
            template = Template(
                id=0, endpoint_id=made.id, kind=TemplateKind(kind), code="SMS_1",
                parameters=("order_no", "shop"), state=TemplateState.APPROVED, reason="",
                changed_at=self.hub.now(),
            )  # fmt: skip
            await set_template(tx, ADMIN, template, self.hub.now())

    async def text_buyers(self) -> None:
        """Deliver the events that buyers are told of, each twice, as the bus would: none when no
        SMS can come of any."""
        async with self.hub.db.transaction() as tx:
            if await tx.scalar(NO_BUYER_HEARS):
                return
        for message in await self.messages(TEXTED):
            for _ in range(2):
                async with self.hub.db.transaction() as tx:
                    await text_buyers([message], tx, self.hub.now)

    async def messages(self, topics: Iterable[str]) -> list[Message]:
        """What was announced of these topics, in its order."""
        sql = "SELECT * FROM outbox WHERE topic = ANY(:t) ORDER BY id"
        return [
            Message(
                id=str(row.id), topic=row.topic, key=row.key, version=row.version,
                occurred_at=row.occurred_at, data=row.data,
            )
            for row in await self.hub.rows(sql, t=list(topics))
        ]  # fmt: skip

    async def catch_up(self) -> None:
        """Let orders that waited be pushed, page by page."""
        while planned := await self.hub.rows("SELECT * FROM timers WHERE kind = :k", k=CATCH_UP):
            row = planned[0]
            timer = Timer(kind=CATCH_UP, key=row.key, due_at=row.due_at, payload=row.payload)
            async with self.hub.db.transaction() as tx:
                await cancel(tx, CATCH_UP, row.key)
                await catch_up(timer, tx, self.hub.now())

    async def look(self, after_s: float = 0) -> None:
        """Write down the calls so far and judge them, `after_s` seconds later."""
        await self.recorder.flush()
        self.hub.ahead += timedelta(seconds=after_s)
        async with self.hub.db.transaction() as tx:
            await judge(tx, self.hub.now())

    async def beat(self) -> int:
        """One round of heartbeats; how many were sent."""
        asked = await self.prober.round()
        await self.recorder.flush()
        return asked

    async def let_probe(self) -> None:
        """The wait of the open circuits is over."""
        await self.hub.rows("UPDATE token_buckets SET probe_at = clock_timestamp() RETURNING api")

    async def delivery(self, order_id: int) -> Any:
        (row,) = await self.hub.rows(
            "SELECT state, step, asked_as FROM delivery_orders WHERE order_id = :id", id=order_id
        )
        return row


@asynccontextmanager
async def yard_on(db: Database, sandbox: dict[str, Any], tmp_path: Path) -> AsyncGenerator[Yard]:
    """Calls are recorded, and judged when the yard is told to `look`."""
    write_master_key(tmp_path / "master.key", MASTER_BYTES)
    async with hub_on(db, sandbox) as hub:
        recorder = Recorder(db)
        hub.outside = replace(hub.outside, record_call=recorder.record)
        foreman = Foreman(outside=hub.outside)
        prober = PeerProber(db=db, beats={"warehouse": foreman.beat}, now=hub.now, owner="tests")
        teller = Teller(
            db=db,
            open_session=partial(session_for, hub.outside),
            now=hub.now,
            reread=ask_again,
            warehouses=foreman.ask,
        )
        shop, control = await hub.connect("taobao")
        url = f"{sandbox['control_url']}/taobao/0/settings"
        (await hub.client.post(url, json={"plain_people": True})).raise_for_status()
        given = sandbox["warehouse"]
        new = NewWarehouse(
            "WH1", "一号仓", given["base_url"], given["customer_no"], "OWNER", given["app_key"],
            "taobao.qimen.",
            SENDER, [int(shop.id)], given["secret"],
        )  # fmt: skip
        async with db.transaction() as tx:
            made = await connect(tx, MASTER, ADMIN, new, hub.now())
        async with listening_app(db, tmp_path) as address:
            yard = Yard(hub, teller, control, made.id, int(shop.id), recorder, prober)
            target = f"{address}/ingest/v1/warehouses/{made.id}"
            await yard.ask("POST", "/manners", {"target": target})
            yield yard
