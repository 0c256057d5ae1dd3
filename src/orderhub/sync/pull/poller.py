"""The poller: gives due shops their turns, the longest waiting first, so many of a channel at a
time: a slow channel holds up its own shops only."""

import asyncio
from collections import Counter
from contextlib import suppress
from functools import partial

from orderhub.channels.facade import Shop, ShopState, get_shops
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import InfraError
from orderhub.sync.pull.run import Turned, try_turn
from orderhub.sync.pull.turn import Work
from orderhub.sync.store import cursors

LOOK_EVERY_S = 0.5
ELSEWHERE_FOR_S = 2.0  # a shop that another worker has is not tried again so long


class Poller:
    """Runs turns until told to stop; every process may have one."""

    def __init__(self, work: Work, concurrency: int) -> None:
        self._work = work
        self._concurrency = concurrency
        self._running: dict[int, asyncio.Task[None]] = {}
        self._of_channel: Counter[str] = Counter()
        self._elsewhere: dict[int, float] = {}
        self._more = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Give turns until `stop`; then the pages in flight are finished or given up whole."""
        while not stop.is_set():
            try:
                await self.start_due()
            except InfraError as error:
                log.warning("sync.waits", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), LOOK_EVERY_S)
            self._more.clear()
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def start_due(self) -> int:
        """Start the turns that are due, as far as their channel has room; returns how many."""
        started = 0
        for shop in await self._candidates():
            if not self._has_room(shop):
                continue
            started += 1
            self._of_channel[shop.channel] += 1
            task = asyncio.create_task(self._turn(shop))
            self._running[shop.id] = task
            task.add_done_callback(partial(self._over, shop))
        return started

    def _over(self, shop: Shop, _: asyncio.Task[None]) -> None:
        self._running.pop(shop.id, None)
        self._of_channel[shop.channel] -= 1

    async def drain(self) -> None:
        """Wait until the running turns are over."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _candidates(self) -> list[Shop]:
        loop_now = asyncio.get_running_loop().time()
        self._elsewhere = {i: until for i, until in self._elsewhere.items() if until > loop_now}
        busy = self._running.keys() | self._elsewhere.keys()
        async with self._work.db.transaction() as tx:
            shops = await get_shops(tx, states=(ShopState.ACTIVE, ShopState.BLOCKED))
            wanted = {int(s.id): s for s in shops if s.id not in busy and self._has_room(s)}
            await cursors.ensure(tx, wanted, self._work.now())
            working = [i for i, shop in wanted.items() if shop.state is ShopState.ACTIVE]
            due = await cursors.due(tx, wanted, working, self._work.now(), len(wanted))
        return [wanted[shop_id] for shop_id in due]

    def _has_room(self, shop: Shop) -> bool:
        return self._of_channel[shop.channel] < self._concurrency

    async def _turn(self, shop: Shop) -> None:
        try:
            turned = await try_turn(self._work, shop)
            if turned is Turned.ELSEWHERE:
                self._elsewhere[shop.id] = asyncio.get_running_loop().time() + ELSEWHERE_FOR_S
            elif turned is Turned.MORE:
                self._more.set()
        except InfraError as error:
            log.warning("sync.waits", shop_id=shop.id, error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_S)
        except Exception as error:  # noqa: BLE001 - one shop's defect must not stop the others
            log.error("sync.defect", shop_id=shop.id, exc_info=error)
            self._elsewhere[shop.id] = asyncio.get_running_loop().time() + 60
