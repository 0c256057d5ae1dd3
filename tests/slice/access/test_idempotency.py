"""Idempotency-Key: one effect, one answer, whoever asks how often and at the same moment."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from orderhub.access import facade
from orderhub.infra.db import Database
from orderhub.infra.http import HubDatabase, Router, Transaction
from orderhub.kernel.errors import Conflict
from orderhub.kernel.types import Refusal
from tests.support.access import MovedClock, SignIn

KEY = {"Idempotency-Key": "till-7-0001"}
ASK = {"name": "till", "permissions": ["users.read"]}


async def count(db: Database, table: str) -> int:
    async with db.transaction() as tx:
        return int((await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_a_repeat_gets_the_first_answer_byte_for_byte(
    admin: httpx.AsyncClient, db: Database
) -> None:
    first = await admin.post("/api-keys", json=ASK, headers=KEY)
    again = await admin.post("/api-keys", json=ASK, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await count(db, "api_keys") == 1


async def test_another_request_under_the_same_key_is_refused(admin: httpx.AsyncClient) -> None:
    await admin.post("/api-keys", json=ASK, headers=KEY)
    other_body = await admin.post("/api-keys", json=ASK | {"name": "x"}, headers=KEY)
    other_place = await admin.patch("/users/1", json=ASK, headers=KEY)
    for answer in (other_body, other_place):
        assert (answer.status_code, answer.json()["type"]) == (422, "idempotency_key_reused")


async def test_forty_twins_at_the_same_moment_have_one_effect(
    admin: httpx.AsyncClient, db: Database
) -> None:
    twins = (admin.post("/api-keys", json=ASK, headers=KEY) for _ in range(40))
    answers = await asyncio.gather(*twins)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    for refused in (answer for answer in answers if answer.status_code == 409):
        assert refused.json()["type"] == "idempotency_key_in_flight"
    assert await count(db, "api_keys") == 1


async def test_without_a_key_every_request_counts(admin: httpx.AsyncClient, db: Database) -> None:
    for _ in range(2):
        assert (await admin.post("/api-keys", json=ASK)).status_code == 201
    assert await count(db, "api_keys") == 2


async def test_a_refused_request_may_be_tried_again_under_its_key(
    admin: httpx.AsyncClient, db: Database
) -> None:
    past = ASK | {"expires_at": "2020-01-01T00:00:00Z"}
    for _ in range(2):
        answer = await admin.post("/api-keys", json=past, headers=KEY)
        assert answer.json()["type"] == "expires_in_the_past"
    assert await count(db, "idempotency_keys") == 0


async def test_the_same_key_of_another_person_is_another_key(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    body = {"username": "two", "display_name": "T", "password": "two words and more"}
    await admin.post("/users", json=body | {"roles": ["administrator"]})
    other = await sign_in("two", "two words and more")
    first = await admin.post("/api-keys", json=ASK, headers=KEY)
    second = await other.post("/api-keys", json=ASK, headers=KEY)
    assert first.json()["key"] != second.json()["key"]


async def test_a_lost_permission_also_hides_the_kept_answer(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    body = {"username": "two", "display_name": "T", "password": "two words and more"}
    made = await admin.post("/users", json=body | {"roles": ["administrator"]})
    two = await sign_in("two", "two words and more")
    assert (await two.post("/api-keys", json=ASK, headers=KEY)).status_code == 201
    await admin.patch(f"/users/{made.json()['id']}", json={"roles": ["auditor"]})
    assert (await two.post("/api-keys", json=ASK, headers=KEY)).status_code == 403


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "ключ"])
async def test_a_malformed_key_is_refused(admin: httpx.AsyncClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    assert (await admin.post("/api-keys", json=ASK, headers=headers)).status_code == 422


async def test_answers_are_kept_for_seven_days_and_then_forgotten(
    admin: httpx.AsyncClient, db: Database, clock: MovedClock
) -> None:
    await admin.post("/api-keys", json=ASK, headers=KEY)
    for days, left in ((7, 1), (9, 0)):
        async with db.transaction() as tx:
            await facade.sweep(tx, clock.at + timedelta(days=days))
        assert await count(db, "idempotency_keys") == left


class Steps:
    """An endpoint with transactions of its own; fails as often as it is told."""

    def __init__(self) -> None:
        self.runs = 0
        self.failures = 0
        self.begun = asyncio.Event()
        self.gate: asyncio.Event | None = None

    async def run(self) -> int:
        self.runs += 1
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise Conflict(Refusal("not_yet"))
        return self.runs


@pytest.fixture
def steps(app: FastAPI) -> Steps:
    steps = Steps()
    router = Router(prefix="/api/v1")

    @router.post("/steps", dependencies=[facade.policy("sync.run")])
    async def _run(db: HubDatabase) -> dict[str, int]:
        async with db.transaction():
            return {"run": await steps.run()}

    @router.post("/form", dependencies=[facade.policy("sync.run")])
    async def _form(tx: Transaction) -> dict[str, int]:
        await tx.execute(text("SELECT 1"))
        return {"run": await steps.run()}

    app.include_router(router)
    return steps


async def test_an_endpoint_with_its_own_transactions_answers_once(
    steps: Steps, admin: httpx.AsyncClient
) -> None:
    steps.failures = 1
    answers = [await admin.post("/steps", headers=KEY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [409, 200, 200]
    assert answers[1].content == answers[2].content
    assert steps.runs == 2


async def test_a_twin_of_a_long_request_is_told_to_wait(
    steps: Steps, admin: httpx.AsyncClient
) -> None:
    steps.gate = asyncio.Event()
    running = asyncio.create_task(admin.post("/steps", headers=KEY))
    await steps.begun.wait()
    twin = await admin.post("/steps", headers=KEY)
    assert twin.json()["type"] == "idempotency_key_in_flight"
    steps.gate.set()
    assert (await running).status_code == 200
    assert steps.runs == 1


async def test_a_key_left_by_a_dead_process_is_taken_over_in_the_end(
    steps: Steps, admin: httpx.AsyncClient, db: Database, clock: MovedClock
) -> None:
    await admin.post("/steps", headers=KEY)
    assert steps.runs == 1
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE idempotency_keys SET status = NULL, answer = NULL"))
    assert (await admin.post("/steps", headers=KEY)).status_code == 409
    clock.advance(timedelta(minutes=11))
    assert (await admin.post("/steps", headers=KEY)).status_code == 200


async def test_a_form_sent_again_with_another_boundary_is_the_same_request(
    steps: Steps, admin: httpx.AsyncClient
) -> None:
    for _ in range(2):
        answer = await admin.post("/form", files={"file": b"a,b"}, headers=KEY)
        assert answer.json() == {"run": 1}
    assert steps.runs == 1
