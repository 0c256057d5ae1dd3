"""Scans that are accepted first: kept at the answer, taken in order, once, each for itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from orderhub.apps.examination import Finding, examine_database
from orderhub.fulfilment import accepting
from orderhub.fulfilment.accepting import Taker
from orderhub.fulfilment.model.parcels import Scan
from orderhub.fulfilment.service.scans import Handed, Taken, accept_handed, refold, take_scans
from orderhub.infra import clock
from orderhub.infra.db import Database, Tx
from orderhub.infra.settings import load_settings
from orderhub.infra.tx import text
from tests.slice.fulfilment.conftest import make_scan
from tests.slice.fulfilment.test_scanning import API, NOW, body, scan
from tests.support.buses import rows_in, until_rows
from tests.support.orders import make_order, take_in

STATEMENTS = 12  # with COMMIT; each is a round trip that all scans of a moment wait for
LATER = {"Prefer": "respond-async"}
UNREADABLE = """
    INSERT INTO fulfilment_accepted_scans (source, sender, key, order_ref, body, occurred_at,
        accepted_at)
    VALUES ('page', 'user:7', 'odd', 'E1', '{"unheard": "of"}', now(), now())
"""


def taker(db: Database) -> Taker:
    return Taker(db, lambda: NOW)


async def accept(db: Database, *scans: Scan) -> None:
    async with db.autocommit() as tx:
        await accept_handed(tx, [Handed(scans, NOW)])


async def states(db: Database) -> list[tuple[str, str, str]]:
    async with db.transaction() as tx:
        rows = await tx.execute(text("SELECT key, state, reason FROM fulfilment_scans ORDER BY id"))
        return [(row.key, row.state, row.reason) for row in rows]


async def test_accepted_scans_are_applied_afterwards_and_the_same_call_tells_what_became_of_them(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        [number, _] = await take_in(tx, make_order(1), make_order(2, status="cancelled"))
    call = (body("s1", number), body("s2", "E2"), body("s3", "E9"))
    for _ in range(2):
        answer = await app_client.post(f"{API}/scans", json={"scans": call}, headers=LATER)
        assert (answer.status_code, answer.json()) == (202, {"results": []})
    assert await taker(db).take(200) == 6
    told = [("repeated", ""), ("excepted", "after_cancel"), ("parked", "unknown_order")]
    assert await scan(app_client, *call) == told
    assert (await app_client.get(f"/api/v1/orders/{number}")).json()["stage"] == "shipped"


async def test_a_call_that_is_refused_accepts_nothing(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    call = {"scans": [body("s1"), body("s2", waybill_no="-")]}
    answer = await app_client.post(f"{API}/scans", json=call, headers=LATER)
    assert answer.status_code == 422
    assert await rows_in(db, "fulfilment_accepted_scans") == 0
    assert await states(db) == []


async def test_who_may_not_scan_is_refused_alike_whether_he_asks_for_a_verdict_or_not(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    wish = {"name": "reader", "permissions": ["orders.read"]}
    key = (await app_client.post("/api/v1/api-keys", json=wish)).json()["key"]
    call = {"scans": [body("s1")]}
    strangers: list[dict[str, str]] = [
        {"Authorization": f"Bearer {key}"},
        {"Authorization": "Bearer ohk_unheard"},
        {"Authorization": "Basic eDp5"},
        {"x-csrf-token": "forged"},
        {"cookie": ""},
    ]
    for shown in strangers:
        answers = [
            await app_client.post(f"{API}/scans", json=call, headers={**shown, **asked})
            for asked in ({}, LATER)
        ]
        plain, later = [(one.status_code, one.json()["title"]) for one in answers]
        assert plain == later
        assert plain[0] in (401, 403)
    assert await rows_in(db, "fulfilment_accepted_scans") == 0
    assert await states(db) == []


async def test_calls_of_the_same_moment_are_each_judged_for_themselves(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async def call(scan_id: str, **shown: str) -> int:
        wish = {"scans": [body(scan_id)]}
        answer = await app_client.post(f"{API}/scans", json=wish, headers={**LATER, **shown})
        return answer.status_code

    stranger = {"Authorization": "Bearer ohk_unheard"}
    calls = [call("s1"), call("s2", **stranger), call("s3"), call("s4", **{"Idempotency-Key": "k"})]
    assert await asyncio.gather(*calls) == [202, 401, 202, 202]
    assert await taker(db).take(200) == 3
    assert {key for key, _, _ in await states(db)} == {"s1", "s3", "s4"}


async def test_a_key_for_some_shops_ships_nothing_of_others_sooner_or_later(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        [number] = await take_in(tx, make_order(1))
    wish = {"name": "dock", "permissions": ["fulfilment.scan"], "shop_ids": [2]}
    made = (await app_client.post("/api/v1/api-keys", json=wish)).json()
    key = {"Authorization": f"Bearer {made['key']}"}
    call = {"scans": [body("s1", number)]}
    answer = await app_client.post(f"{API}/scans", json=call, headers={**key, **LATER})
    assert answer.status_code == 202, answer.text
    assert await taker(db).take(200) == 1
    async with db.transaction() as tx:
        assert (await refold(tx, NOW)).settled == 0
    assert await states(db) == [("s1", "parked", "unknown_order")]


async def test_an_order_s_scans_are_judged_in_the_order_in_which_they_came_by_any_number_of_takers(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await take_in(tx, *(make_order(n) for n in range(1, 31)))
    for n in range(1, 31):
        first = make_scan(key=f"a{n}", order_ref=f"E{n}", waybill_no=f"SF1{n:04}")
        moved = replace(first, key=f"b{n}", waybill_no=f"SF2{n:04}", replaces=first.waybill_no)
        await accept(db, first, moved)

    async def work() -> None:
        async with asyncio.timeout(240):
            while len(await states(db)) < 60:
                await taker(db).take(1)

    await asyncio.gather(work(), work(), work())
    assert {state for _, state, _ in await states(db)} == {"applied"}


def with_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    async def take(tx: Tx, scans: Sequence[Scan], now: datetime) -> list[Taken]:
        taken = await take_scans(tx, scans, now)
        if any(one.key == "bad" for one in scans):
            raise LookupError("planted")
        return taken

    monkeypatch.setattr(accepting, "take_scans", take)


async def test_a_scan_that_cannot_be_taken_goes_to_a_person_and_is_judged_when_said_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.transaction() as tx:
        await take_in(tx, make_order(1), make_order(2), make_order(3))
    first, second = make_scan(), make_scan(key="s2", order_ref="E2", waybill_no="SF10002")
    bad = make_scan(key="bad", order_ref="E3", waybill_no="SF10003")
    await accept(db, first, bad, second)
    async with db.transaction() as tx:
        await tx.execute(text(UNREADABLE))
    with monkeypatch.context() as planted:
        with_a_defect(planted)
        assert await taker(db).take(200) == 4
        assert await taker(db).take(200) == 0
    assert sorted(await states(db)) == [
        ("bad", "excepted", "not_taken"),
        ("odd", "excepted", "not_taken"),
        ("s1", "applied", ""),
        ("s2", "applied", ""),
    ]
    async with db.transaction() as tx:
        told = await take_scans(tx, [bad, first], NOW)
        assert [one.state for one in told] == ["applied", "repeated"]
    assert ("bad", "applied", "") in await states(db)


async def test_scans_none_of_which_can_be_taken_wait_until_they_can(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.transaction() as tx:
        await take_in(tx, make_order(1))
    await accept(db, make_scan(key="bad"))
    with monkeypatch.context() as planted:
        with_a_defect(planted)
        with pytest.raises(LookupError):
            await taker(db).take(200)
    assert await states(db) == []
    assert await taker(db).take(200) == 1
    assert await states(db) == [("bad", "applied", "")]


async def test_a_taker_wakes_when_scans_are_accepted_and_goes_on_after_what_it_cannot_read(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "LOOK_EVERY_S", 60.0)
    async with db.transaction() as tx:
        await take_in(tx, make_order(1))
    stop = asyncio.Event()
    running = asyncio.create_task(taker(db).run(stop))
    await accept(db, make_scan())
    await until_rows(db, "fulfilment_scans", 1)
    stop.set()
    await running


async def statements_to_take(
    db: Database, monkeypatch: pytest.MonkeyPatch, numbers: range
) -> list[str]:
    """What the taker runs for the first scans of so many orders."""
    run: list[str] = []
    execute = psycopg.AsyncCursor[Any].execute

    async def counts(cursor: psycopg.AsyncCursor[Any], sql: Any, *more: Any, **how: Any) -> Any:
        run.append(str(sql))
        return await execute(cursor, sql, *more, **how)

    async with db.transaction() as tx:
        await take_in(tx, *(make_order(n) for n in numbers))
    scans = [make_scan(key=f"s{n}", order_ref=f"E{n}", waybill_no=f"SF{n:05}") for n in numbers]
    await accept(db, *scans)
    with monkeypatch.context() as patched:
        patched.setattr(psycopg.AsyncCursor, "execute", counts)
        assert await taker(db).take(200) == len(numbers)
    return ["COMMIT" if "COMMIT" in sql else sql for sql in run]


async def test_many_scans_take_no_more_statements_than_one(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await statements_to_take(db, monkeypatch, range(1, 2))
    assert len(one) <= STATEMENTS, one
    assert await statements_to_take(db, monkeypatch, range(2, 42)) == one


async def test_doctor_tells_of_accepted_scans_that_nobody_takes(
    db: Database, tmp_path: Path
) -> None:
    async def finding() -> Finding:
        found = await examine_database(db, load_settings(home=tmp_path))
        return next(one for one in found if one.check == "scans")

    assert (await finding()).ok
    async with db.autocommit() as tx:
        await accept_handed(tx, [Handed([make_scan()], clock.now() - timedelta(hours=1))])
    told = await finding()
    assert not told.ok
    assert told.detail == "oldest accepted scan waits 3600 s"
