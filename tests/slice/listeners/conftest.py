"""A hub with listeners: orders come in, their events are heard, twice each as a bus may do it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.bus import Message
from orderhub.infra.db import Database
from orderhub.listeners.handlers import TOPICS, listen
from orderhub.listeners.model import (
    ActionKind,
    ActionSpec,
    EventKind,
    Listener,
    ListenerState,
    Spec,
)
from orderhub.listeners.service import editing, tallies
from orderhub.rules.facade import ensure_defaults
from tests.support.orders import make_actor

EVENTS = "SELECT * FROM outbox WHERE topic = ANY(:topics) AND id > :after ORDER BY id"
ROUNDS = 6


def message_of(row: Any) -> Message:
    """As the bus has it from the outbox."""
    return Message(
        id=str(row.id), topic=row.topic, key=row.key, version=row.version,
        occurred_at=row.occurred_at, data=row.data,
    )  # fmt: skip


@dataclass
class Hearing:
    """What the bus does for listeners; `times` delivers each event so often, by no inbox."""

    db: Database
    at: datetime = field(default_factory=clock.now)
    heard: int = 0

    def now(self) -> datetime:
        return self.at

    def later(self, **by: int) -> None:
        self.at += timedelta(**by)

    async def rows(self, sql: str, **given: Any) -> list[Any]:
        async with self.db.transaction() as tx:
            return list((await tx.execute(text(sql), given)).all())

    async def go_live(self, *actions: ActionSpec, **over: Any) -> Listener:
        """A live listener to new orders, without debounce."""
        given: dict[str, Any] = {
            "name": "watch",
            "events": (EventKind.ORDER_RECEIVED,),
            "actions": actions or (ActionSpec(kind=ActionKind.TAG, tag="remote"),),
            "debounce_minutes": 0,
        }
        actor = make_actor()
        async with self.db.transaction() as tx:
            await ensure_defaults(tx)
            made = await editing.write(tx, actor, Spec(**{**given, **over}), self.at)
            live = ListenerState.LIVE
            return await editing.switch(tx, actor, made.id, live, made.version, self.at)

    async def hear(self, times: int = 2) -> int:
        """Deliver what was announced since, and what follows from it; returns the rounds it took
        until nothing followed any more, at most ROUNDS."""
        for done in range(ROUNDS):
            given = {"topics": list(TOPICS), "after": self.heard}
            found = await self.rows(EVENTS, **given)
            if not found:
                return done
            for row in found:
                message = message_of(row)
                for _ in range(times):
                    async with self.db.transaction() as tx:
                        await listen(message, tx, self.now)
            self.heard = found[-1].id
        return ROUNDS

    async def runs(self) -> list[Any]:
        return await self.rows("SELECT * FROM listener_runs ORDER BY id")


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of the process that an earlier test did not write down are of its listeners."""
    monkeypatch.setattr(tallies, "_counts", {})


@pytest.fixture
def hearing(db: Database) -> Hearing:
    return Hearing(db)
