"""A hub beside the sandbox whose calls are recorded, judged and probed as a worker does it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.channels.facade import session_for
from orderhub.health.facade import Heart, Prober, Recorder, judge
from orderhub.infra.db import Database
from tests.support.sync import Hub, hub_on


@dataclass
class Watch:
    """What a worker does beside pulling: record, judge, probe. Time passes when it is told to."""

    hub: Hub
    recorder: Recorder
    prober: Prober = field(repr=False)

    async def look(self, after_s: float = 0) -> None:
        """Write down the calls so far and judge them, `after_s` seconds later."""
        await self.recorder.flush()
        if after_s:
            self.hub.ahead += timedelta(seconds=after_s)
            await self.move_platform_clock(0)
        async with self.hub.db.transaction() as tx:
            await judge(tx, self.hub.now())

    async def move_platform_clock(self, against_ours_s: float) -> None:
        """Set the platforms' clock so far ahead of the hub's."""
        ahead = self.hub.ahead.total_seconds() + against_ours_s
        url = f"{self.hub.sandbox['control_url']}/clock"
        answer = await self.hub.client.post(url, json={"offset_seconds": ahead})
        answer.raise_for_status()

    async def await_circuit(self) -> None:
        """The wait of an open circuit is over: its probe is due."""
        async with self.hub.db.transaction() as tx:
            await tx.execute(text("UPDATE token_buckets SET probe_at = clock_timestamp()"))

    async def beat(self) -> int:
        """One round of heartbeats, done to its end; returns how many shops were asked."""
        started = await self.prober.start_due()
        await self.prober.drain()
        await self.recorder.flush()
        return started

    async def incidents(self) -> list[Any]:
        return await self.hub.rows("SELECT * FROM incidents ORDER BY id")

    async def kinds(self, incident_id: int) -> list[str]:
        sql = "SELECT kind FROM incident_entries WHERE incident_id = :id ORDER BY id"
        return [row.kind for row in await self.hub.rows(sql, id=incident_id)]

    async def topics(self) -> list[str]:
        sql = "SELECT topic FROM outbox WHERE topic LIKE 'health.%' ORDER BY id"
        return [row.topic for row in await self.hub.rows(sql)]


@pytest.fixture
async def watch(db: Database, sandbox: dict[str, Any]) -> AsyncIterator[Watch]:
    async with hub_on(db, sandbox) as hub:
        recorder = Recorder(db)
        hub.outside = replace(hub.outside, record_call=recorder.record)
        opened = partial(session_for, hub.outside)
        prober = Prober(Heart(db=db, open_session=opened, now=hub.now, owner="tests"))
        yield Watch(hub, recorder, prober)
