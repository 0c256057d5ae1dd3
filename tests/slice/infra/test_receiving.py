"""What comes off a broker is in PostgreSQL before the broker may forget it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from orderhub.infra import dead_letters, inbox
from orderhub.infra.bus import Message, Subscription, each, receiving
from orderhub.infra.bus.burying import Corpse, bury
from orderhub.infra.bus.envelope import sealed
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import DatabaseBusy
from tests.support.buses import TOPICS, message, rows_in


async def nothing(_message: Message, _tx: Tx) -> None:
    """Has no effect."""


class AwayAtFirst(LocalBus):
    """Queues whose database is away for some tries."""

    tries = 0

    def __init__(self, db: Database, away: int) -> None:
        super().__init__(db, [Subscription(consumer="a", topics=TOPICS, handler=each(nothing))])
        self.away, self.stop = away, asyncio.Event()

    async def publish(self, messages: Sequence[Message]) -> None:
        self.tries += 1
        if self.tries <= self.away:
            raise DatabaseBusy("restarting")
        await super().publish(messages)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "RECOVER_S", 0.01)


async def test_a_database_that_is_away_is_waited_for(db: Database) -> None:
    queues = AwayAtFirst(db, away=2)
    assert await receiving.receive(queues, [message("o", 1)], queues.stop) == []
    assert await rows_in(db, "bus_messages") == 1


async def test_who_stops_before_it_is_back_acknowledges_nothing(db: Database) -> None:
    queues = AwayAtFirst(db, away=99)
    taking = asyncio.create_task(receiving.receive(queues, [message("o", 1)], queues.stop))
    while queues.tries < 2 and not taking.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    queues.stop.set()
    assert await taking is None
    assert await rows_in(db, "bus_messages") == 0


@pytest.mark.parametrize("data", [{"n": 2**70}, {"text": "\x00"}])
async def test_what_the_database_does_not_take_is_given_back_and_holds_up_nobody(
    db: Database, data: dict[str, Any]
) -> None:
    queues = AwayAtFirst(db, away=0)
    bad = replace(message("bad", 1), data=data)
    batch = [message("before", 1), bad, message("after", 1)]
    assert await receiving.receive(queues, batch, queues.stop) == [bad]
    assert await rows_in(db, "bus_messages") == 2


async def test_others_topics_are_not_kept(db: Database) -> None:
    queues = AwayAtFirst(db, away=0)
    foreign = replace(message("foreign", 1), topic="foreign.v1", data={"n": 2**70})
    assert await receiving.receive(queues, [foreign, message("o", 1)], queues.stop) == []
    assert await rows_in(db, "bus_messages") == 1


async def test_what_the_broker_gave_up_is_dead_only_for_who_has_not_got_it(db: Database) -> None:
    had, has, lacks = (
        Subscription(consumer=name, topics=TOPICS, handler=each(nothing))
        for name in ("had", "has", "lacks")
    )
    given_up = message("o1", 1)
    async with db.transaction() as tx:
        assert await inbox.first_time(tx, had.consumer, given_up.id)
    await LocalBus(db, [has]).publish([given_up])
    corpse = Corpse(body=sealed(given_up, "orderhub"), attempts=20, reason="delivery_limit")
    for _ in range(2):
        await bury(db, [corpse], [had, has, lacks])
    async with db.transaction() as tx:
        letters = await dead_letters.letters(tx, 10)
    assert [(one.consumer, one.attempts) for one in letters] == [("lacks", 20)]
