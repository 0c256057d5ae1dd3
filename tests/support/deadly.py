"""A worker that dies, as by a segfault or for want of memory, of one message of one consumer."""

import asyncio
import os
import signal

from sqlalchemy import text

from orderhub.infra.bus import Message, Subscription, each
from orderhub.infra.db import Database, Tx
from tests.support.buses import TOPICS, Place, running

DEADLY = "deadly"
HEARD = text("CREATE TABLE heard (consumer text, key text, version integer)")
HEAR = text("INSERT INTO heard VALUES (:consumer, :key, :version)")


def work(url: str, place: Place) -> None:
    """Until it dies."""
    asyncio.run(_work(url, place))


async def _work(url: str, place: Place) -> None:
    db = Database(url, pool_size=4, name="deadly")

    async def hear(consumer: str, message: Message, tx: Tx) -> None:
        about = {"consumer": consumer, "key": message.key, "version": message.version}
        await tx.execute(HEAR, about)
        if (consumer, message.key, message.version) == ("a", DEADLY, 1):
            os.kill(os.getpid(), signal.SIGKILL)

    async def of_a(message: Message, tx: Tx) -> None:
        await hear("a", message, tx)

    async def of_b(message: Message, tx: Tx) -> None:
        await hear("b", message, tx)

    deadly = Subscription(consumer="a", topics=TOPICS, handler=each(of_a))
    harmless = Subscription(consumer="b", topics=TOPICS, handler=each(of_b))
    async with running(db, place, deadly, harmless):
        await asyncio.Event().wait()
