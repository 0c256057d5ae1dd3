"""Live notices: told at commit, small, and silent after a rollback."""

import asyncio
from contextlib import aclosing
from typing import Any

from orderhub.infra import live
from orderhub.infra.db import Database


async def test_committed_notices_arrive_in_order_and_rolled_back_ones_never(db: Database) -> None:
    heard: list[dict[str, Any]] = []

    async def listen() -> None:
        async with aclosing(live.listen(db)) as notices:  # pyright: ignore[reportArgumentType, reportUnknownVariableType]
            async for notice in notices:  # pyright: ignore[reportUnknownVariableType]
                heard.append(notice)
                if notice["topic"] == "end":
                    return

    task = asyncio.create_task(listen())
    async with asyncio.timeout(120):
        while not heard:
            async with db.transaction() as tx:
                live.announce(tx, "begin")
            await asyncio.sleep(0.02)
        async with db.transaction() as tx:
            live.announce(tx, "lost")
            await tx.rollback()
        async with db.transaction() as tx:
            live.announce(tx, "orders", shop_id=1, n=2)
            live.announce(tx, "orders", shop_id=1, numbers=["ORD-1"] * 2000, n=2000)
            live.announce(tx, "end")
        await task
    after = [notice for notice in heard if notice["topic"] != "begin"]
    assert after == [
        {"topic": "orders", "shop_id": 1, "n": 2},
        {"topic": "orders", "shop_id": 1, "n": 2000},
        {"topic": "end"},
    ]
