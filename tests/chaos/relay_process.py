"""Relay and consumer in a process that kills itself. A fault is a bug that must be noticed."""

import asyncio
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from orderhub.infra import relay
from orderhub.infra.bus import Message, Subscription, each
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, Tx
from orderhub.infra.relay import Relay
from tests.support.buses import Carrying

TOPIC = "chaos.counted.v1"
TOPICS = frozenset({TOPIC})
EFFECT = text("INSERT INTO chaos_effects (key, version) VALUES (:key, :version)")
EARLY_DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")


@dataclass
class Fate:
    """SIGKILL at a very point, now and then; the few deaths of a bug go to where it bites."""

    fault: str
    dice: random.Random
    chance: float

    def perhaps_die(self, weight: float, *, publishing: bool = False) -> None:
        if publishing and self.fault == "effect_apart_from_mark":
            return
        if self.dice.random() < self.chance * weight:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DyingBroker(Carrying):
    """Dies before and after it has published; with the planted bug, rows are done too early."""

    db: Database
    queues: LocalBus
    fate: Fate

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.fate.fault == "done_before_published":
            async with self.db.transaction() as tx:
                await tx.execute(EARLY_DONE, {"ids": [int(message.id) for message in messages]})
        self.fate.perhaps_die(10, publishing=True)
        await self.queues.publish(messages)
        self.fate.perhaps_die(10, publishing=True)

    async def run(self, stop: asyncio.Event) -> None:
        await self.queues.run(stop)


class DyingQueues(LocalBus):
    """Dies before and after it has moved what lay in the outbox."""

    fate: Fate

    async def take_over(self, most: int) -> int:
        self.fate.perhaps_die(1)
        moved = await super().take_over(most)
        if moved:
            self.fate.perhaps_die(10)
        return moved


async def _work(url: str, fate: Fate, *, way: str) -> None:
    relay.BATCH = 1  # Many publishings to die in.
    db = Database(url, pool_size=4, name="chaos")

    async def effect(message: Message, tx: Tx) -> None:
        await tx.execute(EFFECT, {"key": message.key, "version": message.version})
        fate.perhaps_die(1)

    async def effect_apart(message: Message, _tx: Tx) -> None:
        async with db.transaction() as apart:
            await apart.execute(EFFECT, {"key": message.key, "version": message.version})
        fate.perhaps_die(1)

    handler = effect_apart if fate.fault == "effect_apart_from_mark" else effect
    counted = Subscription(consumer="count", topics=TOPICS, handler=each(handler))
    queues = DyingQueues(db, [counted])
    queues.fate = fate
    bus = DyingBroker(db, queues, fate) if way == "broker" else queues
    stop = asyncio.Event()
    await asyncio.gather(Relay(db, bus).run(stop), bus.run(stop))


def work(url: str, fault: str, seed: int, chance: float, way: str) -> None:
    """Until it is killed."""
    asyncio.run(_work(url, Fate(fault, random.Random(seed), chance), way=way))
