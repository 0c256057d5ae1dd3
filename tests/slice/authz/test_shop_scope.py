"""Role × operation × shop: what belongs to a foreign shop is not there, for anybody, by any way."""

from dataclasses import dataclass, fields
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from orderhub.access.facade import Permission, Role, policy
from orderhub.infra.db import Database, Tx
from orderhub.infra.http import Router, Transaction
from orderhub.vault.facade import keep_raw, load_ring
from tests.slice.authz.conftest import OF_ITS_OWN, Callers
from tests.support.orders import add_shops, make_order, take_in
from tests.support.surface import WRITES, Operation, operations

OWN, FOREIGN = "own-shop-11", "foreign-shop-22"
OWN_ORDER, FOREIGN_ORDER = "OWN-1001", "FOREIGN-2002"
FIELDS = [{"attribute": "gift", "label": "Gift", "type": "text", "path": "gift"}]
# A write must get past the check of its shape, or its 422 would hide that the shop was found.
BODIES: dict[str, dict[str, Any]] = {
    "/shops/{shop_id}": {"name": "mine now"},
    "/shops/{shop_id}/credentials": {"credentials": {"secret": "x" * 32}},
    "/shops/{shop_id}/field-mappings": {"fields": FIELDS},
    "/shops/{shop_id}/field-mappings/trial": {"fields": FIELDS},
    "/shops/{shop_id}/shape-mapping": {"targets": {}},
    "/shops/{shop_id}/shape-mapping/trial": {"targets": {}},
    "/ingest/v1/{channel}/{shop_id}/orders": {"orders": [{}]},
    "/incidents/{incident_id}/assign": {"owner": "me"},
    "/incidents/{incident_id}/resolve": {"reason": "it is over"},
    "/shops/{shop_id}/backfills": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"},
    "/stock/shops/{shop_id}": {"active": False},
    "/stock/shops/{shop_id}/allocations/{sku_id}": {"mode": "pool"},
    "/fulfilment/notes/{number}": {"note": "call first"},
    "/fulfilment/orders/{number}/parts": {"parts": [{"lines": {"1": 1}}, {"lines": {"2": 1}}]},
    "/orders/{number}/reveal": {"fields": ["recipient_phone"], "reason": "call the recipient"},
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A shop with one thing of every kind that an address can name."""

    shop_id: int
    number: str
    run_id: int
    entry_id: int
    incident_id: int
    backfill_id: int
    day: str = "2026-01-05"


@dataclass(frozen=True, slots=True)
class World:
    """The caller's shop, and one that is not theirs."""

    own: Holding
    foreign: Holding


UNKNOWN = Holding(999_999, "ORD-20200101-99999", 999_999, 999_999, 999_999, 999_999)
PLACES = {"{" + field.name + "}" for field in fields(Holding)}


async def stock(tx: Tx, shop_id: int, external_no: str) -> Holding:
    """An order, a run, a quarantined payload and an incident of the shop."""
    [number] = await take_in(tx, make_order(1, external_no=external_no), shop_id=shop_id)
    [raw] = await keep_raw(tx, await load_ring(tx, "cn", []), shop_id, "push", [b"{}"])
    document = f'{{"certificate": {{"shop": "{external_no}"}}}}'
    run_id = await tx.execute(RUN, {"shop": shop_id, "external_no": external_no})
    entry_id = await tx.execute(ENTRY, {"shop": shop_id, "external_no": external_no, "raw": raw})
    incident = await tx.execute(INCIDENT, {"shop": shop_id, "mark": external_no})
    backfill_id = await tx.execute(BACKFILL, {"shop": shop_id})
    await tx.execute(CERTIFICATE, {"shop": shop_id, "document": document})
    made = [one.scalar_one() for one in (run_id, entry_id, incident, backfill_id)]
    return Holding(shop_id, number, *made)


RUN = text("""
    INSERT INTO sync_runs (shop_id, kind, state, requested_by, external_no, requested_at)
    VALUES (:shop, 'order', 'done', 'test', :external_no, now()) RETURNING id
""")
ENTRY = text("""
    INSERT INTO quarantine (shop_id, external_no, row_key, digest, source, reason, field, detail,
                            raw_ref, received_at)
    VALUES (:shop, :external_no, :external_no, '', 'push', 'test', '', '', :raw, now())
    RETURNING id
""")

INCIDENT = text("""
    INSERT INTO incidents (cause, subject, channel, app_key, shop_ids, methods, told, state, code,
        channel_code, detail, failures, opened_at, first_failed_at, last_failed_at, reopened,
        version)
    VALUES ('auth_revoked', :mark, 'website', '', ARRAY[cast(:shop AS integer)], '{}', false,
        'open', 'auth_revoked', '', :mark, 1, now(), now(), now(), 0, 1) RETURNING id
""")


BACKFILL = text("""
    INSERT INTO sync_backfills (shop_id, window_from, window_to, read_to, due_at, requested_by,
        requested_at)
    VALUES (:shop, '2026-01-01', '2026-01-02', '2026-01-01', now(), 'test', now()) RETURNING id
""")
CERTIFICATE = text("""
    INSERT INTO sync_certificates (shop_id, day, version, outcome, document, made_at)
    VALUES (:shop, '2026-01-05', 1, 'complete', :document, now())
""")


@pytest.fixture
async def world(app: FastAPI, db: Database) -> World:
    assert app.state.master_key  # The vault is open.
    async with db.transaction() as tx:
        own, foreign = await add_shops(tx, OWN, FOREIGN)
        mine = await stock(tx, own, OWN_ORDER)
        return World(mine, await stock(tx, foreign, FOREIGN_ORDER))


def of_a_shop(app: FastAPI) -> list[Operation]:
    """Operations on one thing of a shop."""
    return [o for o in operations(app) if any(place in o.path for place in PLACES)]


async def ask(client: httpx.AsyncClient, operation: Operation, of: Holding) -> httpx.Response:
    values = {"{version}": "1", "{channel}": "website", "{sku_id}": "1"}
    values |= {"{" + field.name + "}": str(getattr(of, field.name)) for field in fields(Holding)}
    path = "/".join(values.get(part, part) for part in operation.path.split("/"))
    body = None
    if operation.method in WRITES:
        body = BODIES.get(operation.path.removeprefix("/api/v1"), {})
    return await client.request(operation.method, path, json=body)


async def leaks(app: FastAPI, client: httpx.AsyncClient, world: World) -> list[str]:
    """Operations that answer for a foreign shop otherwise than for one that does not exist."""
    held: set[str] = set((await client.get("/api/v1/session")).json()["permissions"])
    if "Authorization" in client.headers:
        held.add("public")  # Pushes: a key says who asks, a browser is nobody there.
    found: list[str] = []
    for operation in of_a_shop(app):
        if operation.policy not in held:
            continue
        foreign = await ask(client, operation, world.foreign)
        unknown = await ask(client, operation, UNKNOWN)
        told = [answer.json() | {"correlation_id": ""} for answer in (foreign, unknown)]
        # Of notices a signature alone says who sends them: without one, nobody is addressed.
        refused = 401 if operation.path.endswith("/notices") else 404
        if foreign.status_code != refused or told[0] != told[1]:
            found.append(f"{operation}: {foreign.status_code}")
    return found


@pytest.mark.parametrize("role", list(Role))
async def test_a_foreign_shop_is_not_there_for_any_role(
    app: FastAPI, callers: Callers, world: World, role: Role
) -> None:
    person = await callers.person(role, frozenset({world.own.shop_id}))
    assert await leaks(app, person, world) == []


async def test_a_key_of_one_shop_reaches_no_other(
    app: FastAPI, callers: Callers, world: World
) -> None:
    key = await callers.program(frozenset(Permission), frozenset({world.own.shop_id}))
    assert await leaks(app, key, world) == []


@OF_ITS_OWN
async def test_a_planted_route_without_the_scope_is_found(
    app: FastAPI, callers: Callers, world: World
) -> None:
    planted = Router()

    @planted.get("/planted/{shop_id}", dependencies=[policy("shops.read")])
    async def _planted(shop_id: int, tx: Transaction) -> dict[str, str]:
        name = await tx.execute(text("SELECT name FROM shops WHERE id = :id"), {"id": shop_id})
        return {"name": name.scalar_one_or_none() or ""}

    app.include_router(planted)
    app.openapi_schema = None
    person = await callers.person(Role.FINANCE, frozenset({world.own.shop_id}))
    assert await leaks(app, person, world) == ["get /planted/{shop_id}: 200"]


async def test_the_own_shop_is_there_by_the_same_ways(
    app: FastAPI, callers: Callers, world: World
) -> None:
    key = await callers.program(frozenset(Permission), frozenset({world.own.shop_id}))
    for operation in of_a_shop(app):
        if operation.method == "get":
            answer = await ask(key, operation, world.own)
            assert answer.status_code == 200, f"{operation}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("role", list(Role))
async def test_no_list_export_or_count_shows_a_foreign_shop(
    app: FastAPI, callers: Callers, world: World, role: Role
) -> None:
    marks = (FOREIGN, FOREIGN_ORDER, world.foreign.number)
    person = await callers.person(role, frozenset({world.own.shop_id}))
    everybody = await callers.person(Role.ADMINISTRATOR)
    seen_by_all = ""
    for operation in operations(app):
        if operation.method != "get" or "{" in operation.path or operation.streams:
            continue
        seen_by_all += (await everybody.get(operation.path)).text
        for query in ({}, {"shop_id": world.foreign.shop_id}, {"q": FOREIGN_ORDER}):
            answer = await person.get(operation.path, params=query)
            assert not [m for m in marks if m in answer.text], f"{operation} {query}"
    assert FOREIGN_ORDER in seen_by_all  # The marks are where this test looks for them.


async def test_foreign_orders_are_neither_found_nor_changed_in_bulk(
    callers: Callers, world: World
) -> None:
    person = await callers.person(Role.OPERATIONS, frozenset({world.own.shop_id}))
    numbers = [world.own.number, world.foreign.number]
    found = (await person.post("/api/v1/orders/lookup", json={"terms": numbers})).json()
    assert [hit["number"] for hit in found["found"]] == [world.own.number]
    assert found["not_found"] == [world.foreign.number]
    body = {"action": "add_tag", "numbers": numbers, "args": {"tag": "checked"}}
    answer = await person.post("/api/v1/orders/batch", json=body)
    results = {row["number"]: row["ok"] for row in answer.json()["results"]}
    assert results == {world.own.number: True, world.foreign.number: False}
    entries = [world.own.entry_id, world.foreign.entry_id]
    await person.post("/api/v1/quarantine/dismiss", json={"ids": entries, "reason": "test"})
    await person.post("/api/v1/quarantine/replay", json={"ids": [world.foreign.entry_id]})
    everybody = await callers.person(Role.ADMINISTRATOR)
    still_open = await everybody.get("/api/v1/quarantine", params={"state": "open"})
    assert [e["id"] for e in still_open.json()["items"]] == [world.foreign.entry_id]
    theirs = await everybody.get(f"/api/v1/orders/{world.foreign.number}")
    assert "checked" not in theirs.text


async def test_counts_are_of_the_own_shops_only(callers: Callers, world: World) -> None:
    person = await callers.person(Role.OPERATIONS, frozenset({world.own.shop_id}))
    nobody = await callers.person(Role.OPERATIONS, frozenset())
    for client, count in ((person, 1), (nobody, 0)):
        stages = (await client.get("/api/v1/orders/counts")).json()["stages"]
        assert sum(stages.values()) == count
        flow = (await client.get("/api/v1/orders/flow")).json()["lanes"]
        assert sum(lane["n"] for lane in flow) == count


@pytest.mark.parametrize("action", ["review", "unreview"])
async def test_a_warehouse_hand_reviews_nothing(
    callers: Callers, world: World, action: str
) -> None:
    person = await callers.person(Role.WAREHOUSE)
    body = {"action": action, "numbers": [world.own.number]}
    assert (await person.post("/api/v1/orders/batch", json=body)).status_code == 403
