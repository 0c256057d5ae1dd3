"""Shops of the sandbox connected to a hub database, and what their tests do with them."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from sqlalchemy import text

from orderhub.access.facade import Actor, system
from orderhub.channels.facade import (
    Connect,
    Outside,
    Shop,
    connect,
    get_shop,
    session_for,
)
from orderhub.connector_kit.session import Call, Limits, open_client
from orderhub.connectors import CONNECTORS
from orderhub.infra import clock
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.kernel.types import ChannelCode
from orderhub.sync.facade import Run, Work, finish_run, request_run
from orderhub.sync.pull.run import try_turn
from orderhub.sync.store import cursors, runs
from orderhub.vault.facade import unlock
from tests.support.sandbox import LOOPBACK

MASTER_BYTES = bytes(range(32))
MASTER = MasterKey(MASTER_BYTES)
PATIENT = Limits(connect_s=60, total_s=120)
"""Whoever answers at all is waited for, however slow the machine is."""
HURRIED = Limits(total_s=5)
"""For those who never answer; whoever does has answered by then also on a busy machine."""
ADMIN = replace(system("tests"), permissions=frozenset({"ingest.push"}))
READS_DUE = text("UPDATE sync_reads SET due_at = :past WHERE shop_id = :shop_id AND due_at > :past")


class Control:
    """The sandbox's control API for one shop."""

    def __init__(self, url: str, channel: str, shop: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._shop = f"{url}/{channel}/{shop}"
        self._client = client
        self.channel = channel

    async def place(self, count: int, **more: Any) -> list[dict[str, Any]]:
        """Orders whose seconds are surely over, unless told otherwise."""
        more = {"placed_at": ago(hours=1), "spread_seconds": 600, **more}
        answer = await self._send("POST", f"{self._shop}/orders", {"count": count, **more})
        return answer["orders"]

    async def orders(self) -> list[dict[str, Any]]:
        return (await self._send("GET", f"{self._shop}/orders"))["orders"]

    async def change(self, external_no: str, **change: Any) -> dict[str, Any]:
        return await self._send("PATCH", f"{self._shop}/orders/{external_no}", change)

    async def between_pages(self, **change: Any) -> None:
        await self._send("POST", f"{self._shop}/between-pages", change)

    async def fault(self, kind: str, **more: Any) -> None:
        body = {"kind": kind, "channel": self.channel, **more}
        await self._send("POST", f"{self._url}/faults", body)

    async def heal(self) -> None:
        await self._send("DELETE", f"{self._url}/faults")

    async def token(self, state: str) -> None:
        await self._send("POST", f"{self._shop}/token", {"state": state})

    async def settings(self, **settings: Any) -> None:
        await self._send("POST", f"{self._shop}/settings", settings)

    async def stock(self) -> dict[str, Any]:
        """`items` on sale, and the `log` of every accepted write."""
        return await self._send("GET", f"{self._shop}/stock")

    async def on_sale(self, **quantities: int) -> None:
        """What the seller's back office sets, by merchant code."""
        await self._send("PUT", f"{self._shop}/stock", {"quantities": quantities})

    async def calls(self) -> dict[str, Any]:
        return (await self._send("GET", f"{self._url}/calls")).get(self.channel, {})

    async def whitelist(self, app_key: str, addresses: list[str] | None) -> None:
        body = {"channel": self.channel, "app_key": app_key, "addresses": addresses}
        await self._send("POST", f"{self._url}/whitelist", body)

    async def _send(self, verb: str, url: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = await self._client.request(verb, url, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@dataclass
class Hub:
    """A database, a session factory, and a clock that tests may push forward."""

    db: Database
    outside: Outside
    sandbox: dict[str, Any] = field(repr=False)
    client: httpx.AsyncClient = field(repr=False)
    calls: list[Call] = field(default_factory=list[Call])
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return clock.now() + self.ahead

    def work(self, owner: str = "tests", pages: int = 40) -> Work:
        opened = partial(session_for, self.outside)
        return Work(db=self.db, open_session=opened, now=self.now, owner=owner, pages=pages)

    async def connect(self, channel: str, index: int = 0, **settings: Any) -> tuple[Shop, Control]:
        """A shop of the sandbox, connected; by default its first sync reads one day back."""
        known = self.sandbox["channels"][channel]
        given = known["shops"][index]
        fields = {field.name for field in CONNECTORS[ChannelCode(channel)].credential_fields}
        command = Connect(
            channel=ChannelCode(channel),
            name=given["name"],
            credentials={k: v for k, v in given.items() if k in fields},
            base_url=known.get("base_url"),
            oauth_url=known.get("oauth_url"),
            settings={"first_days": 1, "calls_per_second": 1000, **settings},
        )
        async with self.db.transaction() as tx:
            shop = await connect(tx, MASTER, ADMIN, command, self.now())
        control = Control(self.sandbox["control_url"], channel, str(index), self.client)
        return shop, control

    async def shop(self, shop: Shop) -> Shop:
        async with self.db.transaction() as tx:
            return await get_shop(tx, shop.id)

    async def turn(self, shop: Shop, pages: int = 40) -> list[Run]:
        """Make the shop and what it is to read again due and give it its turn; returns its runs,
        newest first."""
        past = self.now() - timedelta(seconds=1)
        async with self.db.transaction() as tx:
            await cursors.ensure(tx, [shop.id], self.now())
            await cursors.move_due(tx, [shop.id], past)
            await tx.execute(READS_DUE, {"shop_id": shop.id, "past": past})
        assert await try_turn(self.work(pages=pages), await self.shop(shop))
        return await self.runs(shop)

    async def runs(self, shop: Shop) -> list[Run]:
        async with self.db.transaction() as tx:
            return await runs.of_shop(tx, shop.id, None, 50)

    async def ask(self, shop: Shop, actor: Actor = ADMIN, **wish: Any) -> Run:
        """A person's run, done to its end."""
        async with self.db.transaction() as tx:
            run = await request_run(tx, actor, shop.id, self.now(), **wish)
        return await finish_run(self.work(), run.id)

    async def stored(self, shop: Shop) -> dict[str, tuple[str, int]]:
        """External number → (channel status, total in minor units)."""
        return {
            row.external_no: (row.channel_status, row.total_minor)
            for row in await self.rows(
                "SELECT external_no, channel_status, total_minor FROM orders WHERE shop_id = :id",
                id=shop.id,
            )
        }

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.db.transaction() as tx:
            return list(await tx.execute(text(sql), values))


def ago(**span: float) -> str:
    """ISO time so long before now."""
    return (clock.now() - timedelta(**span)).isoformat()


def truth(orders: list[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """What the platform says, in the form of `Hub.stored`."""
    return {o["external_no"]: (o["status"], o["total_minor"]) for o in orders}


@asynccontextmanager
async def hub_on(db: Database, sandbox: dict[str, Any]) -> AsyncGenerator[Hub, None]:
    """A hub on this database, speaking to the sandbox over HTTP."""
    unlock(MASTER)
    calls: list[Call] = []
    plain = httpx.AsyncClient(trust_env=False, timeout=120, verify=LOOPBACK)
    async with open_client() as http, plain as control:
        hub = Hub(db=db, outside=None, sandbox=sandbox, client=control, calls=calls)  # pyright: ignore[reportArgumentType]
        hub.outside = Outside(
            db=db,
            master=MASTER,
            http=http,
            record_call=calls.append,
            now=hub.now,
            limits=PATIENT,
        )
        yield hub
