"""Transactions and COPY on a real PostgreSQL."""

import asyncio
import contextlib

import psycopg
import pytest
from sqlalchemy import text

from orderhub.infra import db as infra_db
from orderhub.infra.db import Database, Tx, copy, copy_text
from orderhub.infra.notices import notify
from orderhub.kernel.errors import DatabaseBusy

CLOSE = text("SELECT pg_terminate_backend(pid, 10000) FROM unnest(CAST(:pids AS int[])) AS pid")


async def count(tx: Tx, table: str) -> int:
    return (await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def test_an_error_rolls_the_whole_transaction_back(db: Database) -> None:
    async def fail_after_writing() -> None:
        async with db.transaction() as tx:
            await copy(tx, "inbox", ("consumer", "event_id"), [("a", "1"), ("a", "2")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_writing()
    async with db.transaction() as tx:
        assert await count(tx, "inbox") == 0


async def test_copied_rows_belong_to_the_transaction(tx: Tx) -> None:
    value = {"n": 1, "text": "换行\n制表\t"}
    assert await copy(tx, "installation", ("key", "value"), [("probe", value)]) == 1
    found = await tx.execute(text("SELECT value FROM installation WHERE key = 'probe'"))
    assert found.scalar_one() == value


async def test_ready_made_text_lines_can_be_copied(tx: Tx) -> None:
    lines = [b"a\t1\n", b"a\t2\na\t3\n"]
    assert await copy_text(tx, "inbox", ("consumer", "event_id"), lines) == 3
    assert await count(tx, "inbox") == 3


async def test_a_server_that_is_gone_is_told_as_busy() -> None:
    nowhere = Database("postgresql://orderhub@/orderhub?host=/nonexistent", pool_size=2)
    with pytest.raises(DatabaseBusy):
        async with nowhere.transaction():
            pass
    await nowhere.close()


async def test_an_empty_pool_fails_soon_as_busy_and_serves_again_when_one_is_free(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infra_db, "POOL_WAIT_S", 0.2)
    narrow = Database(db.url.render_as_string(hide_password=False), pool_size=1)
    try:
        async with narrow.transaction() as held:
            with pytest.raises(DatabaseBusy):
                async with narrow.transaction():
                    pass
            assert (await held.execute(text("SELECT 1"))).scalar_one() == 1
        async with narrow.transaction() as free:
            assert (await free.execute(text("SELECT 1"))).scalar_one() == 1
    finally:
        await narrow.close()


async def test_connections_that_the_server_closed_while_nobody_used_them_are_not_noticed(
    db: Database,
) -> None:
    pool = Database(db.url.render_as_string(hide_password=False), pool_size=3)

    async def whose(together: asyncio.Barrier) -> int:
        async with pool.transaction() as tx:
            await together.wait()
            return (await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one()

    async def all_of_them() -> list[int]:
        together = asyncio.Barrier(3)
        return await asyncio.gather(*(whose(together) for _ in range(3)))

    try:
        before = await all_of_them()
        async with db.transaction() as tx:
            await tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 10000) FROM unnest(CAST(:pids AS int[])) pid"
                ),
                {"pids": before},
            )
        assert set(before).isdisjoint(await all_of_them())
    finally:
        await pool.close()


async def test_a_transaction_whose_error_was_swallowed_is_not_taken_for_committed(
    db: Database,
) -> None:
    async def swallow() -> None:
        async with db.transaction() as tx:
            with contextlib.suppress(psycopg.errors.DivisionByZero):
                await tx.execute(text("SELECT 1 / 0"))

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await swallow()


async def test_what_a_transaction_says_is_heard_at_its_commit_word_for_word(db: Database) -> None:
    words = ["", "it's", r"a \ and \'", "订单; COMMIT"]

    async def fail_after_saying() -> None:
        async with db.transaction() as tx:
            notify(tx, "told", "never")
            raise ZeroDivisionError

    async with db.psycopg() as listener:
        await listener.execute("LISTEN told")
        with pytest.raises(ZeroDivisionError):
            await fail_after_saying()
        async with db.transaction() as tx:
            for word in words:
                notify(tx, "told", word)
            await copy(tx, "inbox", ("consumer", "event_id"), [("a", "1")])
        heard = [one.payload async for one in listener.notifies(timeout=120, stop_after=4)]
    assert heard == words
    async with db.transaction() as tx:
        assert await count(tx, "inbox") == 1


LAST = """
    INSERT INTO inbox (consumer, event_id)
    SELECT * FROM jsonb_to_recordset({records}) AS r (consumer text, event_id text)
"""


def write_last(tx: Tx, event_id: str) -> None:
    tx.write_last(LAST, [{"consumer": "a", "event_id": event_id}])


async def written(db: Database) -> list[str]:
    async with db.transaction() as tx:
        found = await tx.execute(text("SELECT event_id FROM inbox ORDER BY 1"))
        return list(found.scalars())


async def test_what_comes_last_is_written_with_the_commit_or_not_at_all(db: Database) -> None:
    odd = "a'\\ :x %s {records}"

    async def fail_after_writing() -> None:
        async with db.transaction() as tx:
            write_last(tx, "never")
            raise ZeroDivisionError

    async with db.transaction() as tx:
        write_last(tx, odd)
        write_last(tx, "b")
        assert await count(tx, "inbox") == 0
    with pytest.raises(ZeroDivisionError):
        await fail_after_writing()
    async with db.autocommit() as tx:
        write_last(tx, "c")
    assert await written(db) == [odd, "b", "c"]


async def test_what_a_part_writes_last_comes_and_fails_with_the_part(db: Database) -> None:
    async def fail(tx: Tx, event_id: str) -> None:
        async with tx.begin_nested():
            write_last(tx, event_id)
            if event_id == "never":
                raise ZeroDivisionError

    async with db.transaction() as tx:
        write_last(tx, "before")
        async with tx.begin_nested():
            write_last(tx, "good")
        async with tx.begin_nested() as part:
            write_last(tx, "undone")
            await part.rollback()
        with pytest.raises(ZeroDivisionError):
            await fail(tx, "never")
        with pytest.raises(psycopg.DataError):
            await fail(tx, "cannot be kept \0")
        write_last(tx, "later")
    assert await written(db) == ["before", "good", "later"]


async def test_what_a_failed_part_would_have_written_last_hides_no_error(tx: Tx) -> None:
    async def fail() -> None:
        async with tx.begin_nested():
            tx.write_last("SELECT {records}", [{"told": object()}])
            raise LookupError("planted")

    with pytest.raises(LookupError, match="planted"):
        await fail()
    assert await tx.scalar(text("SELECT 1")) == 1
