"""Live news for screens: small notices through NOTIFY, delivered at commit, never stored."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import orjson

from orderhub.infra.db import Database, Tx
from orderhub.infra.ear import hearing
from orderhub.infra.notices import notify

CHANNEL = "orderhub_live"
LIMIT_BYTES = 7900  # PostgreSQL refuses 8000


def announce(tx: Tx, topic: str, **fields: Any) -> None:
    """Tell every screen about `topic` when `tx` commits; ids and counts only, no personal data.

    Fields that do not fit a notice are left out: the screens then reload what `topic` names.
    """
    notice = orjson.dumps({"topic": topic, **fields})
    if len(notice) > LIMIT_BYTES:
        small = {k: v for k, v in fields.items() if isinstance(v, int | bool | None)}
        notice = orjson.dumps({"topic": topic, **small})
    notify(tx, CHANNEL, notice.decode())


async def listen(db: Database) -> AsyncGenerator[dict[str, Any], None]:
    """Notices as they come; `{"topic": "resync"}` where some may be lost: reload everything."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    async with hearing(db, CHANNEL, heard.put_nowait):
        await heard.get()  # nothing was asked for yet
        while True:
            payload = await heard.get()
            yield {"topic": "resync"} if payload is None else orjson.loads(payload)
