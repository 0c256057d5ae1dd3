"""Dead letters are shown without what they hold, and go back into their queues."""

import httpx
from sqlalchemy import text

from orderhub.infra.bus import HUB
from orderhub.infra.db import Database
from orderhub.infra.outbox import shard_of

BURIED = text("""
    INSERT INTO dead_letters (consumer, event_id, topic, key, version, occurred_at, data, attempts,
        reason)
    VALUES (:consumer, :event_id, 'orders.changed.v1', :key, 1, now(), '{"note": "secret"}', 8,
        'ContractViolation: no total')
    RETURNING id
""")


def dead(event_id: str, consumer: str = "notify") -> dict[str, str]:
    return {"event_id": event_id, "key": "order:1", "consumer": consumer}


async def test_dead_letters_are_told_by_reason_and_not_by_content(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        await tx.execute(BURIED, dead("e1"))
        await tx.execute(text("UPDATE timers SET attempts = 3, last_error = 'DatabaseBusy'"))
        await tx.execute(
            text(
                "INSERT INTO timers (kind, key, due_at, attempts, last_error)"
                " VALUES ('sync.forget', '', now(), 3, 'DatabaseBusy')"
            )
        )
    answer = await app_client.get("/api/v1/dead-letters")
    assert "secret" not in answer.text
    [letter] = answer.json()["letters"]
    assert (letter["consumer"], letter["attempts"]) == ("notify", 8)
    assert letter["reason"] == "ContractViolation: no total"
    [timer] = answer.json()["timers"]
    assert (timer["kind"], timer["n"], timer["attempts"]) == ("sync.forget", 1, 3)


async def test_a_dead_letter_sent_again_is_in_its_queue_once(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        ids = [(await tx.execute(BURIED, dead(f"e{n}"))).scalar_one() for n in range(2)]
    body = {"ids": [*ids, 999_999]}
    answer = await app_client.post("/api/v1/dead-letters/send", json=body)
    assert answer.json() == {"sent": ids}
    again = await app_client.post("/api/v1/dead-letters/send", json=body)
    assert again.json() == {"sent": []}
    async with db.transaction() as tx:
        rows = (await tx.execute(text("SELECT * FROM bus_messages ORDER BY id"))).mappings().all()
        assert (await tx.execute(text("SELECT count(*) FROM dead_letters"))).scalar_one() == 0
    assert [row["event_id"] for row in rows] == ["e0", "e1"]
    assert {row["shard"] for row in rows} == {shard_of("order:1")}
    assert {row["attempts"] for row in rows} == {0}


async def test_what_was_no_event_can_be_dismissed_and_nothing_else_can(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        lost = (await tx.execute(BURIED, dead("e1"))).scalar_one()
        nobodys = (await tx.execute(BURIED, dead("e2", HUB))).scalar_one()
    body = {"ids": [lost, nobodys, 999_999]}
    assert (await app_client.post("/api/v1/dead-letters/send", json={"ids": [nobodys]})).json() == {
        "sent": []
    }
    answer = await app_client.post("/api/v1/dead-letters/dismiss", json=body)
    assert answer.json() == {"dismissed": [nobodys]}
    told = (await app_client.get("/api/v1/dead-letters")).json()
    assert [one["id"] for one in told["letters"]] == [lost]
    assert [(one["consumer"], one["dead"]) for one in told["queues"]] == [("notify", 1)]
