"""F51: the answer to a commit gets lost. The hub says that it does not know, and who asks again by
the same key finds it done, once."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.slice.sync.test_push import SECRET, Website, order
from tests.support.app import running_app
from tests.support.lossy_line import LossyLine, lossy_line

SHOP = {"channel": "website", "name": "官网一店", "credentials": {"webhook_secret": SECRET}}


@dataclass
class Far:
    """A hub whose database is at the other end of `line`: a website that pushes, and a person."""

    line: LossyLine
    website: Website
    person: httpx.AsyncClient

    async def note(self, number: str, **headers: str) -> httpx.Response:
        wish = {"action": "note", "numbers": [number], "args": {"text": "放门口"}}
        return await self.person.post("/api/v1/orders/batch", json=wish, headers=headers)

    async def notes(self) -> int:
        async with self.website.db.transaction() as tx:
            return await tx.scalar(text("SELECT count(*) FROM order_facts WHERE kind = 'note'"))


@pytest.fixture
async def far(db: Database, tmp_path: Path) -> AsyncIterator[Far]:
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket is short
        async with lossy_line(db.url, Path(folder)) as (line, url):
            distant = Database(url.render_as_string(hide_password=False), pool_size=4)
            async with running_app(distant, tmp_path) as person:
                made = (await person.post("/api/v1/shops", json=SHOP)).json()["id"]
                website = Website(person, db, f"/ingest/v1/website/{made}/orders", made)
                yield Far(line, website, person)
            await distant.close()


async def test_orders_pushed_again_after_a_lost_commit_are_there_once(far: Far) -> None:
    document = {"orders": [order("W1"), order("W2")]}
    far.line.loses = True
    lost = await far.website.push(document)
    assert (lost.status_code, far.line.lost) == (503, 1)
    assert await far.website.count("orders") == 2
    again = await far.website.push(document)
    assert [one["result"] for one in again.json()["results"]] == ["new", "new"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [await far.website.count(table) for table in ("orders", "order_facts")] == [2, 2]


@pytest.mark.parametrize(("key", "notes"), [({"Idempotency-Key": "k1"}, 1), ({}, 2)])
async def test_a_note_said_again_after_a_lost_commit_is_there_once_by_its_key(
    far: Far, key: dict[str, str], notes: int
) -> None:
    number = (await far.website.push({"orders": [order("W1")]})).json()["results"][0]["number"]
    far.line.loses = True
    lost = await far.note(number, **key)
    assert (lost.status_code, far.line.lost) == (503, 1)
    assert await far.notes() == 1
    again = await far.note(number, **key)
    assert again.is_success, again.text
    assert await far.notes() == notes
