"""Live news for screens: small notices through NOTIFY, delivered at commit, never stored."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import orjson
import psycopg

from orderhub.infra.db import Database, Tx
from orderhub.infra.notices import notify
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import InfraError

CHANNEL = "orderhub_live"
LIMIT_BYTES = 7900  # PostgreSQL refuses 8000
RECONNECT_S = 1.0


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
    """Notices as they come; `{"topic": "resync"}` after a lost connection: reload everything."""
    while True:
        try:
            async with db.psycopg() as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                async with aclosing(connection.notifies()) as notices:
                    async for notice in notices:
                        yield orjson.loads(notice.payload)
        except (psycopg.Error, InfraError) as error:
            log.warning("live.reconnect", error=type(error).__name__)
        await asyncio.sleep(RECONNECT_S)
        yield {"topic": "resync"}
