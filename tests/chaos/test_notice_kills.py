"""SIGKILL of the API in the middle of a stream of notices: whatever was answered well is kept."""

import asyncio
from pathlib import Path

import httpx
import orjson
import pytest
from sqlalchemy import text

from orderhub.channels.facade import Shop
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from tests.support import madeup
from tests.support.api import served_api
from tests.support.madeup import CHANNEL, signature

SENDERS = 12
ENOUGH = 60
PATIENCE_S = 240


async def send(url: str, acked: set[str], sender: int) -> None:
    """Notices one after another until the other side is gone."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
        for n in range(10_000):
            message_no = f"{sender}-{n}"
            body = orjson.dumps([{"id": message_no, "order": message_no}])
            headers = {"x-signature": signature("secret of app", body)}
            try:
                answer = await client.post(url, content=body, headers=headers)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acked.add(message_no)


async def storm(db: Database, home: Path, shop: Shop, fault: str) -> set[str]:
    """Notices from many senders, the API killed in the middle; returns those that were answered."""
    acked: set[str] = set()
    with served_api(db, home, fault) as (process, address):
        url = f"{address}/ingest/v1/{CHANNEL}/{shop.id}/notices"
        senders = [asyncio.create_task(send(url, acked, n)) for n in range(SENDERS)]
        async with asyncio.timeout(PATIENCE_S):
            while len(acked) < ENOUGH:  # noqa: ASYNC110 - the senders count
                await asyncio.sleep(0.01)
        process.kill()
        process.wait()
    for sender in senders:
        sender.cancel()
    await asyncio.gather(*senders, return_exceptions=True)
    return acked


async def kept(db: Database) -> set[str]:
    async with db.transaction() as tx:
        return set((await tx.execute(text("SELECT message_no FROM sync_notices"))).scalars())


@pytest.fixture
async def shop(db: Database, tmp_path: Path) -> Shop:
    master = load_master_key(tmp_path / "master.key", create=True)
    madeup.register()
    try:
        return await madeup.connect_shop(db, master, "一店", madeup.BEGIN)
    finally:
        madeup.unregister()


async def test_no_notice_that_was_answered_is_lost_when_the_api_is_killed(
    db: Database, tmp_path: Path, shop: Shop
) -> None:
    acked = await storm(db, tmp_path, shop, "")
    assert len(acked) >= ENOUGH
    assert acked - await kept(db) == set()


async def test_a_planted_answer_before_the_commit_loses_notices(
    db: Database, tmp_path: Path, shop: Shop
) -> None:
    acked = await storm(db, tmp_path, shop, "answer_first")
    assert acked - await kept(db) != set()
