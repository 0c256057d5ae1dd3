"""The audit log: what is told, the chain behind the writers, and the planted tampering it names."""

import asyncio

import httpx
import pytest
from psycopg import Error
from sqlalchemy import text

from orderhub.access.facade import Deed, record, record_many, seal_audit, system, verify_audit
from orderhub.infra.db import Database
from tests.support.access import SignIn, make_key, make_user

WRITER = system("test")


async def write(db: Database, count: int, shop_id: int | None = None) -> None:
    async with db.transaction() as tx:
        deeds = [
            Deed(actor=WRITER, action="orders.review", object=f"order:ORD-{n}", shop_id=shop_id)
            for n in range(count)
        ]
        await record_many(tx, deeds)


async def tamper(db: Database, sql: str) -> None:
    """What somebody with the database's password would do."""
    async with db.transaction() as tx:
        await tx.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER append_only"))
        await tx.execute(text(sql))


async def test_sealing_chains_every_entry_once(db: Database) -> None:
    await write(db, 2500)
    assert await seal_audit(db) == 2500
    assert await seal_audit(db) == 0
    async with db.transaction() as tx:
        found = await verify_audit(tx)
    assert (found.sealed, found.unsealed, found.broken) == (2500, 0, None)


async def test_the_unsealed_tail_is_reported(db: Database) -> None:
    await write(db, 3)
    await seal_audit(db)
    await write(db, 2)
    async with db.transaction() as tx:
        found = await verify_audit(tx)
    assert (found.sealed, found.unsealed, found.broken) == (3, 2, None)
    assert found.oldest_unsealed_at is not None


async def test_entries_of_a_late_commit_join_the_chain_later(db: Database) -> None:
    async with db.transaction() as slow:
        await record(slow, WRITER, "orders.note", "order:slow")
        await write(db, 2)
        assert await seal_audit(db) == 2
    assert await seal_audit(db) == 1
    async with db.transaction() as tx:
        assert (await verify_audit(tx)).broken is None


async def test_two_sealers_at_once_make_one_chain(db: Database) -> None:
    await write(db, 1500)
    sealed = await asyncio.gather(*(seal_audit(db) for _ in range(4)))
    await seal_audit(db)
    async with db.transaction() as tx:
        found = await verify_audit(tx)
    assert (found.sealed, found.broken) == (1500, None)
    assert sum(sealed) <= 1500


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("UPDATE audit_entries SET action = 'orders.read' WHERE seq = 4", 4),
        ("UPDATE audit_entries SET detail = '{\"n\": 1}' WHERE seq = 4", 4),
        ("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE seq = 1", 1),
        ("UPDATE audit_entries SET actor_name = 'admin' WHERE seq = 10", 10),
        ("DELETE FROM audit_entries WHERE seq = 4", 4),
        ("DELETE FROM audit_entries WHERE seq = 1", 1),
        ("DELETE FROM audit_entries WHERE seq = 10", 10),
        ("UPDATE audit_entries SET seq = NULL, hash = NULL WHERE seq = 7", 7),
        ("UPDATE audit_entries SET hash = decode('00', 'hex') WHERE seq = 6", 6),
        ("UPDATE audit_entries SET object = 'order:ORD-X' WHERE seq IN (3, 8)", 3),
    ],
)
async def test_a_planted_change_is_named_by_its_place(db: Database, sql: str, seq: int) -> None:
    await write(db, 10)
    await seal_audit(db)
    await tamper(db, sql)
    async with db.transaction() as tx:
        found = await verify_audit(tx)
    assert found.broken is not None
    assert found.broken.seq == seq


@pytest.mark.parametrize("sql", ["DELETE FROM audit_entries", "UPDATE audit_entries SET action=''"])
async def test_the_database_itself_refuses_to_change_the_log(db: Database, sql: str) -> None:
    await write(db, 1)
    with pytest.raises(Error, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text(sql))


async def test_sign_ins_failures_and_changes_are_told(admin: httpx.AsyncClient) -> None:
    await admin.post("/session", json={"username": "admin", "password": "wrong"})
    user_id = await make_user(admin, "mei")
    await admin.patch(f"/users/{user_id}", json={"roles": ["finance"]})
    await make_key(admin)
    await admin.delete("/api-keys/1")
    items = (await admin.get("/audit-log")).json()["items"]
    assert [item["action"] for item in items] == [
        *("key.revoked", "key.created", "user.changed", "user.created"),
        *("session.refused", "session.begun", "user.created"),
    ]
    assert items[2]["detail"]["roles"] == {"before": ["warehouse"], "after": ["finance"]}
    assert items[2]["actor"]["name"] == "admin"
    assert "wrong" not in str(items)


async def test_the_log_pages_both_ways(admin: httpx.AsyncClient, db: Database) -> None:
    await write(db, 25)
    params: dict[str, str] = {"limit": "10", "action": "orders."}
    pages = [(await admin.get("/audit-log", params=params)).json()]
    while cursor := pages[-1]["next"]:
        pages.append((await admin.get("/audit-log", params=params | {"cursor": cursor})).json())
    assert [len(page["items"]) for page in pages] == [10, 10, 5]
    assert pages[0]["previous"] is None
    back = await admin.get("/audit-log", params=params | {"cursor": pages[2]["previous"]})
    assert back.json()["items"] == pages[1]["items"]
    first = await admin.get("/audit-log", params=params | {"cursor": back.json()["previous"]})
    assert first.json()["items"] == pages[0]["items"]
    assert first.json()["previous"] is None


async def test_the_filters_narrow(admin: httpx.AsyncClient, db: Database) -> None:
    await write(db, 3)
    for params, count in (
        ({"actor": "test"}, 3),
        ({"actor": "nobody"}, 0),
        ({"object": "order:ORD-1"}, 1),
        ({"action": "session."}, 1),
        ({"to": "2020-01-01T00:00:00Z"}, 0),
        ({"from": "2020-01-01T00:00:00Z"}, 5),
    ):
        answer = await admin.get("/audit-log", params=params)
        assert len(answer.json()["items"]) == count, params
    for wrong in ({"cursor": "x1"}, {"limit": "0"}, {"from": "yesterday"}, {"colour": "red"}):
        assert (await admin.get("/audit-log", params=wrong)).status_code == 422


async def test_an_auditor_of_one_shop_sees_the_entries_of_that_shop(
    admin: httpx.AsyncClient, sign_in: SignIn, db: Database
) -> None:
    await write(db, 2, shop_id=1)
    await write(db, 3, shop_id=2)
    await make_user(admin, "auditor1", roles=["auditor"], shop_ids=[2])
    items = (await (await sign_in("auditor1")).get("/audit-log")).json()["items"]
    assert [item["shop_id"] for item in items] == [2, 2, 2]


async def test_verification_answers_over_http(admin: httpx.AsyncClient, db: Database) -> None:
    await write(db, 4)
    await seal_audit(db)
    await tamper(db, "UPDATE audit_entries SET object = 'order:ORD-X' WHERE seq = 4")
    found = (await admin.get("/audit-log/verification")).json()
    assert found["ok"] is False
    assert found["broken"]["seq"] == 4
