"""Calls that come while a transaction is under way share the next one (group commit)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

from orderhub.infra.db import Tx, is_infra

In = TypeVar("In")
Out = TypeVar("Out")

MOST = 200  # in one transaction
AT_ONCE = 2  # transactions: one that works, one that commits


class Gathered(Generic[In, Out]):
    """Does many calls' work in one transaction, with the caller waiting for its commit. Under load
    the transactions grow, not their number: one works at a time, and the next one begins while it
    commits. `within` opens one: a database's `transaction`, or its
    `autocommit` for those who only look; `run(tx, items)` answers item by item."""

    def __init__(
        self,
        within: Callable[[], AbstractAsyncContextManager[Tx]],
        run: Callable[[Tx, Sequence[In]], Awaitable[Sequence[Out]]],
    ) -> None:
        self._within = within
        self._run = run
        self._waiting: list[tuple[In, asyncio.Future[Out]]] = []
        self._running: asyncio.Task[None] | None = None
        self._settling: set[asyncio.Task[None]] = set()

    async def __call__(self, item: In) -> Out:
        """The answer for `item` once it is committed; raises what its own work raised."""
        answer: asyncio.Future[Out] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._serve())
        return await answer

    async def _serve(self) -> None:
        while self._waiting:
            if len(self._settling) == AT_ONCE:
                await asyncio.wait(self._settling, return_when=asyncio.FIRST_COMPLETED)
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            worked = asyncio.Event()
            settling = asyncio.create_task(self._settle(batch, worked))
            self._settling.add(settling)
            settling.add_done_callback(self._settling.discard)
            await worked.wait()

    async def _settle(
        self, batch: Sequence[tuple[In, asyncio.Future[Out]]], worked: asyncio.Event
    ) -> None:
        """All together; when one of them is at fault each by itself, so that it takes no other with
        it."""
        try:
            answers = await self._together([item for item, _ in batch], worked)
        except Exception as error:  # noqa: BLE001 - belongs to the callers
            if len(batch) > 1 and not is_infra(error):
                for one in batch:
                    await self._settle([one], asyncio.Event())
                return
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        finally:
            worked.set()
        for (_, answer), told in zip(batch, answers, strict=True):
            if not answer.done():
                answer.set_result(told)

    async def _together(self, items: Sequence[In], worked: asyncio.Event) -> Sequence[Out]:
        async with self._within() as tx:
            answers = await self._run(tx, items)
            worked.set()
            return answers
