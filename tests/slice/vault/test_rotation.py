"""Rotation under load: everything ends under the new keys, and nobody notices."""

import asyncio

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.vault.facade import (
    blind,
    keep_raw,
    load_ring,
    open_people,
    open_raw,
    rotate,
    seal_many,
)
from orderhub.vault.service import rotation

MONTHS = ("2025-12", "2026-01")


async def fill(db: Database, count: int) -> tuple[list[int], int]:
    """Refs of `count` sealed records, and of one raw payload."""
    async with db.transaction() as tx:
        ring = await load_ring(tx, "cn", MONTHS)
        records = [(n, MONTHS[n % 2], {"recipient_name": f"收件人{n}"}) for n in range(count)]
        [raw_ref] = await keep_raw(tx, ring, 1, "page", [b"raw"])
        return await seal_many(tx, ring, records), raw_ref


async def rows_under_old_keys(db: Database) -> int:
    async with db.transaction() as tx:
        return (
            await tx.execute(
                text("""
                    SELECT (SELECT count(*) FROM people_records r JOIN data_keys k
                            ON k.id = r.key_id AND k.state <> 'active')
                         + (SELECT count(*) FROM raw_payloads r JOIN data_keys k
                            ON k.id = r.key_id AND k.state <> 'active')
                """)
            )
        ).scalar_one()


async def test_readers_and_writers_go_on_while_keys_are_rotated(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 50)
    refs, raw_ref = await fill(db, 600)
    rotated = asyncio.Event()
    seen = 0

    async def read() -> None:
        nonlocal seen
        while not rotated.is_set():
            async with db.transaction() as tx:
                opened = await open_people(tx, refs[::7])
                assert await open_raw(tx, raw_ref) == b"raw"
            assert [opened[ref]["recipient_name"] for ref in refs[::7]] == [
                f"收件人{n}" for n in range(0, 600, 7)
            ]
            seen += 1

    async def write() -> list[int]:
        written: list[int] = []
        while not rotated.is_set():
            written += (await fill(db, 10))[0]
        return written

    async def turn() -> int:
        try:
            return await rotate(db)
        finally:
            rotated.set()

    done, written, *_ = await asyncio.gather(turn(), write(), read(), read())
    assert done >= 601
    assert seen > 0
    assert await rows_under_old_keys(db) == 0
    async with db.transaction() as tx:
        assert len(await open_people(tx, [*refs, *written])) == 600 + len(written)


async def test_a_rotation_that_was_killed_goes_on_where_it_was(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 100)
    refs, _ = await fill(db, 300)

    def die(done: int, _total: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotate(db, die)
    async with db.transaction() as tx:
        keys = (await tx.execute(text("SELECT count(*) FROM data_keys"))).scalar_one()
        assert len(await open_people(tx, refs)) == 300
    assert await rotate(db) == 101
    async with db.transaction() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM data_keys"))).scalar_one() == keys
        unfinished = text("SELECT count(*) FROM vault_rotations WHERE finished_at IS NULL")
        assert (await tx.execute(unfinished)).scalar_one() == 0


async def test_progress_rises_to_the_whole(db: Database) -> None:
    await fill(db, 700)
    told: list[tuple[int, int]] = []
    assert await rotate(db, lambda done, total: told.append((done, total))) == 701
    assert told == sorted(told)
    assert told[-1] == (701, 701)


async def test_search_still_finds_after_a_rotation(db: Database) -> None:
    async def index() -> bytes:
        async with db.transaction() as tx:
            return blind(await load_ring(tx, "cn", ()), "phone", "13812345678")

    before = await index()
    await rotate(db)
    assert await index() == before


async def test_a_vault_without_keys_has_nothing_to_rotate(db: Database) -> None:
    assert await rotate(db) == 0
