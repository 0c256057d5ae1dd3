"""What every bus promises: once, in order, never lost, one desk of dead letters."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import TextClause, text

from orderhub.infra import dead_letters
from orderhub.infra.bus import Message, Subscription, each
from orderhub.infra.db import Database, Tx, copy
from orderhub.infra.outbox import SHARDS, shard_of
from orderhub.kernel.errors import ChannelUnavailable, CircuitOpen, DatabaseBusy
from tests.support.buses import (
    KINDS,
    TOPIC,
    TOPICS,
    Place,
    append,
    event,
    place_at,
    rows_in,
    running,
    until,
    until_effects,
    until_empty,
    until_rows,
)
from tests.support.deadly import DEADLY, work
from tests.support.deadly import HEARD as HEARD_BY
from tests.support.orders import add_shops
from tests.support.processes import FORKED

pytestmark = pytest.mark.parametrize("place", KINDS, indirect=True)
KEYS = 12
VERSIONS = 8
HEARD = text("""
CREATE TABLE heard (place bigint GENERATED ALWAYS AS IDENTITY, key text, version integer)
""")
NO_SHOPS = text("SELECT NOT EXISTS (SELECT 1 FROM shops)")
HEAR = text("INSERT INTO heard (key, version) VALUES (:key, :version)")


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    return place_at(request.param, request)


async def test_every_event_reaches_every_consumer_once_and_in_order_of_its_key(
    db: Database, place: Place
) -> None:
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)

    async def remember(message: Message, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(f"{message.id}-a", message.data)])
        seen["a"].append((message.key, message.version))

    async def hear(message: Message, _tx: Tx) -> None:
        seen["b"].append((message.key, message.version))

    for version in range(1, VERSIONS + 1):
        await append(db, *(event(f"o{n}", version) for n in range(KEYS)))
    async with running(
        db,
        place,
        Subscription(consumer="a", topics=TOPICS, handler=each(remember)),
        Subscription(consumer="b", topics=TOPICS, handler=each(hear)),
    ):
        await until(lambda: len(seen["a"]) + len(seen["b"]) >= 2 * KEYS * VERSIONS)
    assert await rows_in(db, "outbox") + await rows_in(db, "bus_messages") == 0
    for consumer in ("a", "b"):
        assert len(seen[consumer]) == KEYS * VERSIONS
        for n in range(KEYS):
            got = [v for k, v in seen[consumer] if k == f"o{n}"]
            assert got == list(range(1, VERSIONS + 1))
    async with db.transaction() as tx:
        effects = text("SELECT count(*) FROM installation WHERE key LIKE '%-a'")
        assert (await tx.execute(effects)).scalar_one() == KEYS * VERSIONS


async def test_an_event_nobody_wants_leaves_the_outbox(db: Database, place: Place) -> None:
    await append(db, event("o", 1))
    async with running(db, place):
        await until_empty(db, "outbox")


async def test_messages_that_can_have_no_effect_are_done_unread_and_later_ones_are_read(
    db: Database, place: Place
) -> None:
    heard: list[tuple[str, int]] = []

    async def hear(name: str, message: Message, _tx: Tx) -> None:
        heard.append((name, message.version))

    def reader(name: str, idle: TextClause | None) -> Subscription:
        handler = each(partial(hear, name))
        return Subscription(consumer=name, topics=TOPICS, handler=handler, idle=idle)

    async with running(db, place, reader("picky", NO_SHOPS), reader("other", None)):
        await append(db, event("o", 1))
        await until(lambda: heard == [("other", 1)])
        async with db.transaction() as tx:
            await add_shops(tx, "the first")
        await append(db, event("o", 2))
        await until(lambda: len(heard) >= 3)
    assert sorted(heard) == [("other", 1), ("other", 2), ("picky", 2)]


async def test_a_repeated_publish_has_one_effect_and_a_dead_one_dies_once(
    db: Database, place: Place
) -> None:
    """F40: the confirm was lost, the relay published again."""

    async def remember(message: Message, tx: Tx) -> None:
        if message.key == "bad":
            raise ValueError("a defect")
        await tx.execute(HEAR, {"key": message.key, "version": message.version})

    async with db.transaction() as tx:
        await tx.execute(HEARD)
    at = datetime(2026, 1, 5, tzinfo=UTC)
    messages = [
        Message(id=f"{n}", topic=TOPIC, key=key, version=n, occurred_at=at, data={})
        for n, key in enumerate(("bad", "good", "last"))
    ]
    async with running(
        db, place, Subscription(consumer="a", topics=TOPICS, handler=each(remember)), relay=False
    ) as bus:
        for _ in range(3):
            await bus.publish([*messages[:2], *messages[:2]])
        while await rows_in(db, "dead_letters") == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await until_rows(db, "heard", 1)
        await bus.publish(messages)
        await until_rows(db, "heard", 2)
        await until_empty(db, "bus_messages")
    async with db.transaction() as tx:
        heard = (await tx.execute(text("SELECT key FROM heard ORDER BY place"))).scalars().all()
    assert heard == ["good", "last"]
    assert await rows_in(db, "dead_letters") == 1


async def test_poison_goes_to_the_desk_with_its_reason_blocks_nobody_and_comes_back_mended(
    db: Database, place: Place
) -> None:
    """F46."""
    mended = False
    others = [f"o{n}" for n in range(20)]

    async def handle(message: Message, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(f"{message.key}-a", {})])
        if message.key == "bad" and not mended:
            raise ValueError("a defect")

    await append(db, event("bad", 1), *(event(key, 1) for key in others))
    async with running(db, place, Subscription(consumer="a", topics=TOPICS, handler=each(handle))):
        await until_effects(db, others)
        await until_rows(db, "dead_letters", 1)
        async with db.transaction() as tx:
            [letter] = await dead_letters.letters(tx, 10)
        assert (letter.consumer, letter.reason, letter.attempts) == ("a", "ValueError: a defect", 1)
        mended = True
        async with db.transaction() as tx:
            assert await dead_letters.send_again(tx, [letter.id]) == [letter.id]
        await until_effects(db, ["bad", *others])
    assert await rows_in(db, "dead_letters") == 0


async def test_a_message_that_waits_holds_back_the_later_ones_of_its_key_only(
    db: Database, place: Place
) -> None:
    failures = iter([True, True])  # in its batch, and then by itself

    async def hear(message: Message, tx: Tx) -> None:
        if message.key == "slow" and next(failures, False):
            raise ChannelUnavailable("down")
        await tx.execute(HEAR, {"key": message.key, "version": message.version})

    async with db.transaction() as tx:
        await tx.execute(HEARD)
    await append(db, event("slow", 1))
    async with running(db, place, Subscription(consumer="a", topics=TOPICS, handler=each(hear))):
        await until_empty(db, "outbox")
        await append(db, event("slow", 2), event("quick", 1))
        await until_rows(db, "heard", 3)
    async with db.transaction() as tx:
        heard = (await tx.execute(text("SELECT key, version FROM heard ORDER BY place"))).all()
    assert [version for key, version in heard if key == "slow"] == [1, 2]


async def test_keys_that_wait_for_hours_hold_back_no_other_key(db: Database, place: Place) -> None:
    heard: list[str] = []

    async def handle(message: Message, _tx: Tx) -> None:
        if message.key.startswith("stuck"):
            raise CircuitOpen("not asked now", retry_after_s=3600)
        heard.append(message.key)

    stuck = [f"stuck{n}" for n in range(60) if shard_of(f"stuck{n}") < SHARDS - 1]
    free = next(f"free{n}" for n in range(999) if shard_of(f"free{n}") == SHARDS - 1)
    await append(db, *(event(key, version) for version in (1, 2) for key in stuck))
    async with running(db, place, Subscription(consumer="a", topics=TOPICS, handler=each(handle))):
        await until_empty(db, "outbox")
        await append(db, event(free, 1))
        await until(lambda: free in heard)


async def test_a_database_pause_uses_up_no_try(db: Database, place: Place) -> None:
    busy = iter([True, True])
    seen: list[str] = []

    async def handle(message: Message, _tx: Tx) -> None:
        if next(busy, False):
            raise DatabaseBusy("restarting")
        seen.append(message.id)

    await append(db, event("o", 1))
    async with running(db, place, Subscription(consumer="a", topics=TOPICS, handler=each(handle))):
        await until(lambda: len(seen) == 1)
    assert await rows_in(db, "dead_letters") == 0


async def test_two_processes_share_the_work_and_keep_each_key_in_order(
    db: Database, place: Place
) -> None:
    """F45: whoever joins or leaves the group meanwhile."""

    async def remember(message: Message, tx: Tx) -> None:
        await tx.execute(HEAR, {"key": message.key, "version": message.version})

    async with db.transaction() as tx:
        await tx.execute(HEARD)
    subscription = Subscription(consumer="a", topics=TOPICS, handler=each(remember))
    async with running(db, place, subscription):
        for version in range(1, 7):
            await append(db, *(event(f"o{n}", version) for n in range(20)))
        async with running(db, place, subscription):
            for version in range(7, 13):
                await append(db, *(event(f"o{n}", version) for n in range(20)))
            await until_rows(db, "heard", 100)
        await until_rows(db, "heard", 240)
    async with db.transaction() as tx:
        seen = (await tx.execute(text("SELECT key, version FROM heard ORDER BY place"))).all()
    for n in range(20):
        assert [v for k, v in seen if k == f"o{n}"] == list(range(1, 13))


async def test_a_message_of_which_processes_die_is_dead_after_a_few_and_takes_nobody_with_it(
    db: Database, place: Place
) -> None:
    async with db.transaction() as tx:
        await tx.execute(HEARD_BY)
    keys = [DEADLY, *(f"o{n}" for n in range(20))]
    for version in (1, 2):
        await append(db, *(event(key, version) for key in keys))
    url = db.url.render_as_string(hide_password=False)
    died = 0
    worker = FORKED.Process(target=work, args=(url, place), daemon=True)
    worker.start()
    try:
        while await rows_in(db, "heard") < 4 * len(keys) - 1:
            await asyncio.sleep(0.02)
            if not worker.is_alive():
                died += 1
                worker = FORKED.Process(target=work, args=(url, place), daemon=True)
                worker.start()
        await until_empty(db, "bus_messages", "outbox")
    finally:
        worker.kill()
        await asyncio.to_thread(worker.join)
    assert died == 4  # with others first, then alone three times
    async with db.transaction() as tx:
        [letter] = await dead_letters.letters(tx, 10)
        heard = (await tx.execute(text("SELECT consumer, key, version FROM heard"))).all()
    assert (letter.consumer, letter.attempts) == ("a", 3)
    assert letter.reason == "ProcessDied: 3 processes died while they handled it"
    right = [(consumer, key, version) for consumer in "ab" for key in keys for version in (1, 2)]
    right.remove(("a", DEADLY, 1))
    assert sorted(heard) == sorted(right)
