"""Where events are that had no effect: what a test of the broker says when it fails."""

import asyncio
import subprocess
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.infra.db import Database

TABLES = ("outbox", "bus_messages", "dead_letters")
QUEUES = ("name", "messages_ready", "messages_unacknowledged", "consumers", "leader")
CONSUMERS = ("queue_name", "channel_pid", "active", "activity_status")
MEMBERS = """
[{N, catch element(1, sys:get_state(N))}
    || {N, _} <- ra_directory:list_registered(quorum_queues)]."""
QUESTIONS = (("list_queues", *QUEUES), ("list_consumers", *CONSUMERS), ("eval", MEMBERS))


async def whereabouts(db: Database, node: RabbitNode, missing: Iterable[tuple[str, int]]) -> str:
    """The table that holds each (key, version) of `missing`, the broker's queues, who takes from
    them, and what each task of ours waits for."""
    held: dict[tuple[str, int], str] = {}
    async with db.transaction() as tx:
        for table in TABLES:
            rows = await tx.execute(text(f"SELECT key, version FROM {table}"))
            held |= {(row.key, row.version): table for row in rows}
    told = [f"{one}: {held.get(one, 'on the broker or nowhere')}" for one in sorted(missing)]
    for question in QUESTIONS:
        try:
            told.append(await asyncio.to_thread(node.control, *question))
        except subprocess.SubprocessError as error:
            told.append(str(error))
    return "\n".join([*told, *map(_waits_for, asyncio.all_tasks())])


def _waits_for(task: asyncio.Task[Any]) -> str:
    """The chain of awaits in which a task stands."""
    chain: list[str] = []
    awaited: Any = task.get_coro()
    while (frame := getattr(awaited, "cr_frame", None)) is not None:
        chain.append(f"{frame.f_code.co_qualname}:{frame.f_lineno}")
        awaited = awaited.cr_await
    return " > ".join(chain)
