"""A request is one transaction: what it answers and what is committed are the same."""

import httpx
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.infra.http import Router, Transaction, shield
from orderhub.kernel.errors import Conflict, DatabaseBusy, HubError, NotFound
from orderhub.kernel.types import Refusal


class Everybody:
    """The policy of these tests."""

    policy = "public"

    async def __call__(self) -> None: ...


@pytest.fixture
async def client(db: Database) -> httpx.AsyncClient:
    async with db.transaction() as tx:
        await tx.execute(text("CREATE TABLE words (word text, UNIQUE (word) INITIALLY DEFERRED)"))
    router = Router()

    @router.post("/words/{word}", dependencies=[Depends(Everybody())])
    async def _add(word: str, tx: Transaction, fail: str = "") -> dict[str, str]:
        await tx.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})
        errors: dict[str, HubError] = {
            "refused": Conflict(Refusal("not_now", "later")),
            "absent": NotFound("no such word", where="path"),
            "busy": DatabaseBusy("try again"),
        }
        if fail:
            raise errors[fail]
        return {"word": word}

    app = FastAPI()
    shield(app)
    app.include_router(router)
    app.state.db = db
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://hub")


async def words(db: Database) -> list[str]:
    async with db.transaction() as tx:
        return list((await tx.execute(text("SELECT word FROM words"))).scalars())


async def test_a_success_is_committed(client: httpx.AsyncClient, db: Database) -> None:
    assert (await client.post("/words/a")).status_code == 200
    assert await words(db) == ["a"]


async def test_a_commit_that_fails_never_answers_2xx(
    client: httpx.AsyncClient, db: Database
) -> None:
    await client.post("/words/a")
    answer = await client.post("/words/a")
    assert (answer.status_code, answer.content) == (500, b"")
    assert answer.headers["X-Correlation-Id"]
    assert await words(db) == ["a"]


@pytest.mark.parametrize(
    ("fail", "status", "code"),
    [
        ("refused", 409, "not_now"),
        ("absent", 404, "not_found"),
        ("busy", 503, "database_busy"),
    ],
)
async def test_an_error_rolls_back_and_is_told_as_a_problem(
    client: httpx.AsyncClient, db: Database, fail: str, status: int, code: str
) -> None:
    answer = await client.post(f"/words/a?fail={fail}")
    assert (answer.status_code, answer.json()["type"]) == (status, code)
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert await words(db) == []


async def test_text_that_the_database_cannot_hold_is_the_callers_mistake(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/words/%00")
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid_input")


async def test_unknown_places_and_methods_are_problems_too(client: httpx.AsyncClient) -> None:
    for method, path, status in (("GET", "/nowhere", 404), ("GET", "/words/a", 405)):
        answer = await client.request(method, path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
