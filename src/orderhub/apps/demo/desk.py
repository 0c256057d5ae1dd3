"""A desk in the demo: the hub's API under a key of its own, the sandbox's control, the shops."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from orderhub.access.facade import NewKey, create_key, revoke_key, system
from orderhub.channels.facade import Shop
from orderhub.infra import clock
from orderhub.infra.db import Database

ACTOR = system("demo")
WAREHOUSE = ("shopify", "woocommerce")  # their parcels leave by the sandbox's warehouse
BENCH = ("douyin", "kuaishou")  # theirs are scanned out by people
PERMISSIONS = frozenset(
    {
        "orders.read", "orders.write", "orders.review", "shops.read", "stock.read", "stock.manage",
        "fulfilment.read", "fulfilment.scan", "fulfilment.manage", "listeners.read",
        "listeners.manage", "partners.read", "partners.manage", "rules.read", "rules.manage",
        "sources.read", "sources.manage",
    }
)  # fmt: skip
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people work: the hub's API, the sandbox's control and what it printed, the shops by
    channel. `since`: the sandbox knows no order placed before it, since it began anew; None: it
    knows all."""

    hub: httpx.AsyncClient
    control: httpx.AsyncClient
    printed: Json
    shops: Mapping[str, Shop]
    since: datetime | None = None

    async def read(self, path: str, **params: Any) -> Json:
        answer = await self.hub.get(path, params=params)
        answer.raise_for_status()
        return answer.json()

    async def orders(self, lane: str, *channels: str, limit: int) -> list[Json]:
        """The oldest in a lane of these channels' shops, of those that the sandbox knows."""
        known = {} if self.since is None else {"from": self.since.isoformat()}
        wanted = {"shop_id": self.ids(*channels), "lane": lane, "limit": limit, **known}
        return (await self.read("/orders", sort="placed_at", **wanted))["items"]

    async def post(self, path: str, body: Json) -> Json:
        answer = await self.hub.post(path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    async def put(self, path: str, body: Json) -> None:
        (await self.hub.put(path, json=body)).raise_for_status()

    def ids(self, *channels: str) -> list[int]:
        return [int(self.shops[channel].id) for channel in channels]


@asynccontextmanager
async def open_hub(db: Database, address: str) -> AsyncGenerator[httpx.AsyncClient]:
    """The hub's API under a key that ends with the demo."""
    async with db.transaction() as tx:
        new = NewKey(name="演示员工（模拟）", permissions=PERMISSIONS)
        minted = await create_key(tx, ACTOR, new, clock.now())
    try:
        async with httpx.AsyncClient(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {minted.secret}"},
            trust_env=False,
            timeout=60,
        ) as hub:
            yield hub
    finally:
        async with db.transaction() as tx:
            await revoke_key(tx, ACTOR, minted.key.id, clock.now())
