"""Relay and consumer in a process that kills itself. `FAULT` plants a bug that must be noticed."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Sequence

from sqlalchemy import text

from orderhub.infra import relay
from orderhub.infra.bus import InTransaction, Message, Outside
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, Tx
from orderhub.infra.relay import Relay

TOPIC = "chaos.counted.v1"
TOPICS = frozenset({TOPIC})
EFFECT = text("INSERT INTO chaos_effects (key, version) VALUES (:key, :version)")
EARLY_DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")
DICE = random.Random(int(os.environ.get("SEED", "0")))
CHANCE = float(os.environ.get("DEATH_CHANCE", "0"))
FAULT = os.environ.get("FAULT", "")


def perhaps_die(weight: float, *, publishing: bool = False) -> None:
    """SIGKILL at this very point, now and then; the few deaths of a bug go to where it bites."""
    if publishing and FAULT == "effect_apart_from_mark":
        return
    if DICE.random() < CHANCE * weight:
        os.kill(os.getpid(), signal.SIGKILL)


async def effect(message: Message, tx: Tx) -> None:
    await tx.execute(EFFECT, {"key": message.key, "version": message.version})
    perhaps_die(1)


class DyingBus(LocalBus):
    """Dies before and after it has published; with the planted bug, rows are done too early."""

    database: Database

    async def publish(self, messages: Sequence[Message]) -> None:
        if FAULT == "done_before_published":
            async with self.database.transaction() as tx:
                await tx.execute(EARLY_DONE, {"ids": [int(message.id) for message in messages]})
        perhaps_die(10, publishing=True)
        await super().publish(messages)
        perhaps_die(10, publishing=True)


async def main(url: str) -> None:
    relay.BATCH = 1  # Many publishings to die in.
    db = Database(url, pool_size=4, name="chaos")

    async def effect_apart(message: Message) -> None:
        async with db.transaction() as tx:
            await tx.execute(EFFECT, {"key": message.key, "version": message.version})
        perhaps_die(1)

    if FAULT == "effect_apart_from_mark":
        bus = DyingBus(db, [Outside(consumer="count", topics=TOPICS, handler=effect_apart)])
    else:
        bus = DyingBus(db, [InTransaction(consumer="count", topics=TOPICS, handler=effect)])
    bus.database = db
    stop = asyncio.Event()
    await asyncio.gather(Relay(db, bus).run(stop), bus.run(stop))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
