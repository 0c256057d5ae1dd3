"""With duties split (ADR 13), a broker that confirms nothing is seen by the one that publishes."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from orderhub.apps import worker
from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.apps.periodic import Job, Periodic
from orderhub.infra import clock
from orderhub.infra.bus import Bus, publishing
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.bus.status import last_status, sample
from orderhub.infra.crypto import write_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Duties, Settings
from tests.support.buses import append, event, place_at
from tests.support.sync import MASTER_BYTES

pytestmark = pytest.mark.timeout(600)
LOOK_EVERY_S = 0.5


def quick(name: str, every_s: float, job: Job) -> Periodic:
    """Jobs that come round soon."""
    return Periodic(name, min(every_s, LOOK_EVERY_S), job)


@asynccontextmanager
async def two_workers(db: Database, url: str, home: Path) -> AsyncGenerator[None, None]:
    """One that carries events and one that runs errands, as `up` starts them."""
    write_master_key(home / "master.key", MASTER_BYTES)
    address = db.url.render_as_string(hide_password=False)
    stop = asyncio.Event()

    def of(duties: Duties) -> Settings:
        return Settings(home=home, database_url=address, bus_url=url, duties=duties)

    async with asyncio.TaskGroup() as tasks:
        for duties in ("events", "errands"):
            tasks.create_task(worker.work(of(duties), stop))
        try:
            yield
        finally:
            stop.set()


@pytest.fixture
def mute(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a broker without memory to spare: it answers what it is asked, and confirms
    nothing that is published."""
    place = place_at("rabbitmq", request)
    node: RabbitNode = request.getfixturevalue("rabbit")
    node.control("set_vm_memory_high_watermark", "0")
    try:
        yield place.url
    finally:
        node.control("set_vm_memory_high_watermark", "absolute", "400MB")


async def seen(db: Database, log: pytest.LogCaptureFixture) -> str:
    """What the first look at the bus tells after the relay has found out."""
    while "relay.waits" not in log.text:  # noqa: ASYNC110 - the log tells nobody
        await asyncio.sleep(0.05)
    found_out = clock.now()
    while True:
        async with db.transaction() as tx:
            status = await last_status(tx)
        if status is not None and status.sampled_at > found_out:
            return status.trouble
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("planted", [False, True])
async def test_a_broker_that_confirms_nothing_is_seen_by_the_worker_that_publishes(
    db: Database,
    mute: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    planted: bool,
) -> None:
    """`planted`: the bus is watched by the worker that runs errands, which publishes nothing."""
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(publishing, "PUBLISH_S", 0.5)
    monkeypatch.setattr(worker, "Periodic", quick)
    errands = open_bus(mute, db, [])
    if planted:

        async def elsewhere(db: Database, _: Bus, now: Callable[[], datetime]) -> None:
            await sample(db, errands, now)

        monkeypatch.setattr(worker, "sample", elsewhere)
    async with two_workers(db, mute, tmp_path):
        await append(db, event("k", 1))
        trouble = await seen(db, caplog)
    await errands.close()
    assert ("confirmed nothing" in trouble) is not planted
