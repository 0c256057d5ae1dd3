"""A hub beside the sandbox's receivers of partners."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.connector_kit.session import Call, open_client
from orderhub.connector_kit.transport import Client
from orderhub.infra.bus import Message
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.orders.events import CHANGED, order_changed
from orderhub.partners.facade import TOPICS, Dispatcher, queue_events
from orderhub.partners.model.endpoints import Wish
from orderhub.partners.service import endpoints
from orderhub.partners.service.endpoints import Minted, Rules

RULES = Rules(TOPICS, private=True)


@dataclass
class Desk:
    """Endpoints at the sandbox's receivers, events for them, a clock that is moved by hand."""

    db: Database
    master: MasterKey
    base: str
    client: httpx.AsyncClient = field(repr=False)
    http: Client = field(repr=False)
    at: datetime
    private: bool = True
    within_s: float = 60
    calls: list[Call] = field(default_factory=list[Call])

    def now(self) -> datetime:
        return self.at

    @property
    def dispatcher(self) -> Dispatcher:
        poster = Poster(self.http, private=self.private, within_s=self.within_s)
        return Dispatcher(self.db, self.master, poster, self.now, self.calls.append, lambda: 0.5)

    async def subscribe(self, name: str = "erp", *, shop_ids: tuple[int, ...] = ()) -> Minted:
        """An endpoint at the receiver of that name, which knows its secret."""
        url = f"{self.base}/receivers/partners/{name}"
        wish = Wish(name=name, url=url, topics=[CHANGED], shop_ids=shop_ids)
        async with self.db.transaction() as tx:
            made = await endpoints.add(tx, self.master, system("test"), wish, RULES, self.at)
        await self.trust(name, made.secret)
        return made

    async def trust(self, name: str, *secrets: str) -> None:
        await self._control("partners", {"name": name, "secrets": secrets})

    async def plan(self, name: str = "erp", **answer: Any) -> None:
        await self._control("plan", {"kind": f"partner:{name}", **answer})

    async def _control(self, what: str, body: dict[str, Any]) -> None:
        answer = await self.client.post(f"{self.base}/_control/receivers/{what}", json=body)
        answer.raise_for_status()

    async def happen(self, number: str, version: int, shop_id: int = 1) -> Message:
        """The hub hears that an order changed."""
        event = order_changed((number, shop_id, version, ("channel",)), ("a", "b"), self.at)
        message = Message(
            id=f"{number}-{version}",
            topic=event.topic,
            key=event.key,
            version=event.version,
            occurred_at=event.occurred_at,
            data=event.data,
        )
        await self.hear(message)
        return message

    async def hear(self, message: Message) -> None:
        async with self.db.transaction() as tx:
            await queue_events([message], tx, self.now)

    async def carry(self, after: timedelta = timedelta()) -> None:
        """What is due after so long, until nothing is."""
        self.at += after
        while (taken := await self.dispatcher.take()) is not None:
            await self.dispatcher.serve(taken)

    async def arrived(self, name: str = "erp") -> list[dict[str, Any]]:
        """What the receiver of that name got, oldest first."""
        found = (await self.client.get(f"{self.base}/_control/receivers")).json()["arrived"]
        return [one["document"] for one in found if one["kind"] == f"partner:{name}"]

    async def versions(self, name: str = "erp") -> list[tuple[str, int]]:
        events = [one["event"] for one in await self.arrived(name)]
        return [(event["subject"], event["aggregateversion"]) for event in events]

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.db.transaction() as tx:
            return [tuple(row) for row in await tx.execute(text(sql))]

    async def states(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT state, outcome, code FROM partners_deliveries ORDER BY id")


@pytest.fixture
async def desk(
    db: Database, master_key: MasterKey, sandbox: dict[str, Any], now: datetime
) -> AsyncIterator[Desk]:
    base = sandbox["control_url"].removesuffix("/_control")
    async with open_client() as http, httpx.AsyncClient(trust_env=False, timeout=120) as client:
        yield Desk(db, master_key, base, client, http, now)
