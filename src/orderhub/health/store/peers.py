"""Peers and what they are called, as their slices said it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from orderhub.health.model.peer import Peer
from orderhub.infra.db import Tx

PUT = text("""
    INSERT INTO health_peers (peer, name, shop_ids) VALUES (:peer, :name, :shop_ids)
    ON CONFLICT (peer) DO UPDATE SET name = excluded.name, shop_ids = excluded.shop_ids
""")
GET = text("SELECT peer, name, shop_ids FROM health_peers WHERE peer = :peer")
FORGET = (
    text("DELETE FROM health_peers WHERE peer = :peer"),
    text("DELETE FROM health_connections WHERE peer = :peer"),
)
LIST = text("""
    SELECT peer, name, shop_ids FROM health_peers
    UNION ALL SELECT DISTINCT peer, peer, cast('{}' AS integer[]) FROM health_connections h
    WHERE peer <> '' AND NOT EXISTS (SELECT FROM health_peers p WHERE p.peer = h.peer)
    ORDER BY peer
""")


async def put(tx: Tx, peer: Peer) -> None:
    """Keep it, or what changed about it."""
    row = {"peer": peer.peer, "name": peer.name, "shop_ids": sorted(set(peer.shop_ids))}
    await tx.execute(PUT, row)


async def get(tx: Tx, peer: str) -> Peer:
    """One of which nobody told is called by what it is and hits no shop."""
    row = (await tx.execute(GET, {"peer": peer})).mappings().one_or_none()
    return Peer(peer=peer, name=peer) if row is None else _peer(row)


async def forget(tx: Tx, peer: str) -> None:
    """It is no more; its minutes are kept as long as all are."""
    for statement in FORGET:
        await tx.execute(statement, {"peer": peer})


async def listed(tx: Tx) -> list[Peer]:
    """All that were told of, and those of which only calls tell."""
    return [_peer(row) for row in (await tx.execute(LIST)).mappings()]


def _peer(row: Mapping[Any, Any]) -> Peer:
    return Peer(**row)
