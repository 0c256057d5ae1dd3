"""Endpoints in PostgreSQL: address and secrets sealed under a data key of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.connector_kit.signing_secrets import secret_of
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.partners.model.endpoints import (
    Standing,
    Target,
    Wish,
)

NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('partners_endpoints', 'id'))")
ADD = text("""
    INSERT INTO partners_endpoints (id, name, host, topics, shop_ids, wrapped_key, sealed, state,
        failures, created_at, changed_at)
    OVERRIDING SYSTEM VALUE
    VALUES (:id, :name, :host, :topics, :shop_ids, :wrapped_key, :sealed, 'active', 0, :now,
        :now)
""")
CHANGE = text("""
    UPDATE partners_endpoints SET name = :name, host = :host, topics = :topics,
        shop_ids = :shop_ids, sealed = :sealed, changed_at = now()
    WHERE id = :id
""")
LOCK = text("""
    SELECT id, name, host, topics, shop_ids, state, reason, failures, broken_since, probe_at
    FROM partners_endpoints WHERE id = :id FOR UPDATE
""")
TARGET = text("SELECT wrapped_key, sealed FROM partners_endpoints WHERE id = :id")
STAND = text("""
    UPDATE partners_endpoints SET state = :state, reason = :reason, failures = :failures,
        broken_since = :broken_since, probe_at = :probe_at
    WHERE id = :id
""")
REMOVE = text("DELETE FROM partners_endpoints WHERE id = :id")
NONE_SUBSCRIBED = text("SELECT NOT EXISTS (SELECT FROM partners_endpoints)")
PEERS = text("SELECT id, name, shop_ids FROM partners_endpoints ORDER BY id")
NO_SUCH = "there is no such endpoint"


async def add(
    tx: Tx, master: MasterKey, wish: Wish, host: str, target: Target, now: datetime
) -> int:
    """Its id."""
    endpoint_id: int = (await tx.execute(NEXT_ID)).scalar_one()
    data_key = new_data_key()
    row = _said(wish, host) | {
        "id": endpoint_id,
        "wrapped_key": master.wrap(data_key),
        "sealed": _sealed(data_key, endpoint_id, target),
        "now": now,
    }
    await tx.execute(ADD, row)
    return endpoint_id


async def change(
    tx: Tx, master: MasterKey, endpoint_id: int, wish: Wish, host: str, target: Target
) -> None:
    """What people say of it, address and secrets too; it is locked."""
    kept = (await tx.execute(TARGET, {"id": endpoint_id})).one()
    sealed = _sealed(master.unwrap(kept.wrapped_key), endpoint_id, target)
    await tx.execute(CHANGE, _said(wish, host) | {"id": endpoint_id, "sealed": sealed})


async def lock(tx: Tx, endpoint_id: int) -> Mapping[str, Any]:
    """Its row without secrets, locked; NotFound."""
    row = (await tx.execute(LOCK, {"id": endpoint_id})).mappings().one_or_none()
    if row is None:
        raise NotFound(NO_SUCH)
    return {**row}


async def target_of(tx: Tx, master: MasterKey, endpoint_id: int) -> Target:
    """Address and secrets in clear; NotFound."""
    row = (await tx.execute(TARGET, {"id": endpoint_id})).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH)
    return opened(master, endpoint_id, row.wrapped_key, row.sealed)


def opened(master: MasterKey, endpoint_id: int, wrapped_key: bytes, sealed: bytes) -> Target:
    """Address and secrets in clear, as the endpoint's row keeps them."""
    clear = open_sealed(master.unwrap(wrapped_key), sealed, _place(endpoint_id))
    found: dict[str, Any] = orjson.loads(clear)
    return Target(found["url"], tuple(secret_of(one) for one in found["secrets"]))


async def stand(tx: Tx, endpoint_id: int, standing: Standing) -> None:
    """How it stands from now on."""
    await tx.execute(STAND, {"id": endpoint_id, **asdict(standing)})


async def remove(tx: Tx, endpoint_id: int) -> None:
    """With its deliveries; NotFound."""
    if (await tx.execute(REMOVE, {"id": endpoint_id})).rowcount != 1:
        raise NotFound(NO_SUCH)


def _said(wish: Wish, host: str) -> dict[str, Any]:
    return {
        "name": wish.name,
        "host": host,
        "topics": sorted(set(wish.topics)),
        "shop_ids": sorted(set(wish.shop_ids)),
    }


def _sealed(data_key: bytes, endpoint_id: int, target: Target) -> bytes:
    secrets: Sequence[dict[str, Any]] = [asdict(one) for one in target.secrets]
    clear = orjson.dumps({"url": target.url, "secrets": secrets})
    return seal(data_key, endpoint_id, clear, _place(endpoint_id))


def _place(endpoint_id: int) -> bytes:
    return f"partners_endpoints|{endpoint_id}".encode()


async def named(tx: Tx) -> list[tuple[int, str, Sequence[int]]]:
    """Id, name and shops of every endpoint."""
    return [(row.id, row.name, row.shop_ids) for row in await tx.execute(PEERS)]
