"""Addresses that people say a platform's app lets in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.health.model.dependency import App
from orderhub.infra.db import Tx

ALL = text("SELECT channel, app_key, address FROM health_whitelists ORDER BY 1, 2, 3")
FORGET = text("""
    DELETE FROM health_whitelists
    WHERE channel = :channel AND app_key = :app_key AND NOT address = ANY(:kept)
""")
ADD = text("""
    INSERT INTO health_whitelists (channel, app_key, address, declared_by, declared_at)
    SELECT :channel, :app_key, unnest(cast(:addresses AS text[])), :by, :now
    ON CONFLICT DO NOTHING
""")


async def load(tx: Tx) -> Mapping[App, Sequence[str]]:
    """App → its addresses; apps of which nobody said anything are absent."""
    found: dict[App, list[str]] = {}
    for row in await tx.execute(ALL):
        found.setdefault((row.channel, row.app_key), []).append(row.address)
    return found


async def add(tx: Tx, app: App, addresses: Sequence[str], by: str, now: datetime) -> None:
    """These too; known ones stay as they are."""
    row = {"channel": app[0], "app_key": app[1], "addresses": list(addresses)}
    await tx.execute(ADD, {**row, "by": by, "now": now})


async def put(tx: Tx, app: App, addresses: Sequence[str], by: str, now: datetime) -> None:
    """These and no others."""
    await tx.execute(FORGET, {"channel": app[0], "app_key": app[1], "kept": list(addresses)})
    await add(tx, app, addresses, by, now)
