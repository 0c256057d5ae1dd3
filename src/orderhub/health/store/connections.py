"""How connections fare, for judging them and for heartbeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.health.model.connection import CONNECTION_COLUMNS, Connection
from orderhub.health.model.incident import Incident
from orderhub.infra.db import Tx

TAKE = text(f"""
    UPDATE health_connections SET unjudged = false
    WHERE (shop_id, peer, method, direction) IN (
        SELECT shop_id, peer, method, direction FROM health_connections WHERE unjudged
        ORDER BY shop_id, peer, method, direction LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING {CONNECTION_COLUMNS}
""")
OF_INCIDENT = text(f"""
    SELECT {CONNECTION_COLUMNS} FROM health_connections
    WHERE shop_id = ANY(:shops) AND peer = :peer AND method = ANY(:methods)
""")
LAST = text("""
    SELECT shop_id, max(last_good_at) AS good_at,
        max(greatest(last_good_at, last_failed_at)) AS tried_at,
        bool_or(failures > 0 AND code = 'rate_limited') AS limited
    FROM health_connections WHERE direction = 'out' AND shop_id = ANY(:shops) GROUP BY shop_id
""")
LAST_OF_PEERS = text("""
    SELECT p.peer, max(last_good_at) AS good_at,
        max(greatest(last_good_at, last_failed_at)) AS tried_at
    FROM health_peers p LEFT JOIN health_connections h ON h.peer = p.peer AND direction = 'out'
    GROUP BY p.peer ORDER BY p.peer
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCalls:
    """When a shop's channel was asked last, and when it answered well."""

    shop_id: int
    good_at: datetime | None
    tried_at: datetime | None
    limited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCalls:
    """When a peer was asked last, and when it answered well."""

    peer: str
    good_at: datetime | None
    tried_at: datetime | None


async def take_unjudged(tx: Tx, limit: int) -> list[Connection]:
    """Connections that failed since they were judged last, now taken as judged by `tx`."""
    return [Connection.of(row) for row in (await tx.execute(TAKE, {"limit": limit})).mappings()]


async def of_incident(tx: Tx, incident: Incident) -> list[Connection]:
    """The connections an incident is about."""
    asked = {
        "shops": list(incident.line_shops),
        "peer": incident.peer,
        "methods": list(incident.methods),
    }
    return [Connection.of(row) for row in (await tx.execute(OF_INCIDENT, asked)).mappings()]


async def last_calls(tx: Tx, shop_ids: Sequence[int]) -> Mapping[int, LastCalls]:
    """The last calls of each shop; shops that were never called are absent."""
    found = await tx.execute(LAST, {"shops": list(shop_ids)})
    return {row["shop_id"]: LastCalls(**row) for row in found.mappings()}


async def calls_of_peers(tx: Tx) -> list[PeerCalls]:
    """The last calls to every peer that was told of."""
    return [PeerCalls(**row) for row in (await tx.execute(LAST_OF_PEERS)).mappings()]
