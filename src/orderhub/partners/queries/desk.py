"""Endpoints with their counts; deliveries by key; the tries of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.partners.model.deliveries import Delivery, DeliveryState, Try, TryOutcome
from orderhub.partners.model.endpoints import Endpoint, Standing

COUNT_MAX = 10_000  # waiting and dead are counted to here: "9,999+"
ENDPOINTS = text(f"""
    SELECT e.id, name, host, topics, shop_ids, e.state, e.reason, failures, broken_since, probe_at,
        e.created_at,
        (SELECT count(*) FROM (SELECT FROM partners_deliveries d WHERE d.endpoint_id = e.id
            AND d.state = 'queued' LIMIT {COUNT_MAX}) q) AS waiting,
        (SELECT count(*) FROM (SELECT FROM partners_deliveries d WHERE d.endpoint_id = e.id
            AND d.state = 'dead' LIMIT {COUNT_MAX}) q) AS dead
    FROM partners_endpoints e
    WHERE cast(:id AS integer) IS NULL OR e.id = :id ORDER BY e.id
""")
COLUMNS = """
    d.id, d.endpoint_id, e.name AS endpoint, event_id, topic, key, d.state, outcome, code, tries,
    replays, occurred_at, d.created_at, due_at, ended_at
"""
DELIVERIES = text(f"""
    SELECT {COLUMNS}
    FROM partners_deliveries d JOIN partners_endpoints e ON e.id = d.endpoint_id
    WHERE (cast(:endpoint_id AS integer) IS NULL OR d.endpoint_id = :endpoint_id)
        AND (cast(:state AS text) IS NULL OR d.state = :state)
        AND (cast(:outcome AS text) IS NULL OR d.outcome = :outcome)
        AND (cast(:topic AS text) IS NULL OR d.topic = :topic)
        AND (cast(:key AS text) IS NULL OR d.key = :key)
        AND (cast(:before AS bigint) IS NULL OR d.id < :before)
    ORDER BY d.id DESC LIMIT :limit
""")
DELIVERY = text(f"""
    SELECT {COLUMNS}, version, data
    FROM partners_deliveries d JOIN partners_endpoints e ON e.id = d.endpoint_id
    WHERE d.id = :id
""")
TRIES = text("""
    SELECT number, at, outcome, code, ms, excerpt FROM partners_tries
    WHERE delivery_id = :id ORDER BY id DESC LIMIT 100
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which deliveries: None leaves a filter out."""

    endpoint_id: int | None = None
    state: DeliveryState | None = None
    outcome: TryOutcome | None = None
    topic: str | None = None
    key: str | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One delivery with its event and its tries, newest first."""

    delivery: Delivery
    version: int
    data: Mapping[str, Any]
    tries: tuple[Try, ...]


async def listed(tx: Tx) -> list[Endpoint]:
    """All endpoints, oldest first."""
    return [_endpoint(row) for row in (await tx.execute(ENDPOINTS, {"id": None})).mappings()]


async def one(tx: Tx, endpoint_id: int) -> Endpoint:
    """NotFound."""
    row = (await tx.execute(ENDPOINTS, {"id": endpoint_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such endpoint")
    return _endpoint(row)


async def deliveries(tx: Tx, asked: Asked) -> list[Delivery]:
    """Newest first, those before `before`."""
    asked_for = {name: getattr(asked, name) for name in Asked.__slots__}
    return [_delivery(row) for row in (await tx.execute(DELIVERIES, asked_for)).mappings()]


async def delivery(tx: Tx, delivery_id: int) -> DeliveryPage:
    """NotFound, also when its days are over."""
    row = (await tx.execute(DELIVERY, {"id": delivery_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such delivery; they are kept for 30 days")
    tries = [_try(found) for found in (await tx.execute(TRIES, {"id": delivery_id})).mappings()]
    return DeliveryPage(_delivery(row), row["version"], row["data"], tuple(tries))


def _endpoint(row: Mapping[Any, Any]) -> Endpoint:
    return Endpoint(
        id=row["id"],
        name=row["name"],
        host=row["host"],
        topics=row["topics"],
        shop_ids=row["shop_ids"],
        standing=Standing.of(row),
        created_at=row["created_at"],
        waiting=row["waiting"],
        dead=row["dead"],
    )


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    values: dict[str, Any] = {name: row[name] for name in Delivery.__slots__}
    values["state"] = DeliveryState(row["state"])
    return Delivery(**values)


def _try(row: Mapping[Any, Any]) -> Try:
    values: dict[str, Any] = dict(row)
    values["outcome"] = TryOutcome(row["outcome"])
    return Try(**values)
