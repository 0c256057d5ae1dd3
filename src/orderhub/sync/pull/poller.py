"""The poller: gives due shops their turns, several at a time, the longest waiting first."""

import asyncio

from orderhub.channels.facade import Shop, ShopState, get_shops
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError
from orderhub.sync.pull.run import try_turn
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
        self._elsewhere: dict[int, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Give turns until `stop`; then the pages in flight are finished or given up whole."""
        while not stop.is_set():
            try:
                await self.start_due()
            except InfraError as error:
                log.warning("sync.waits", error=type(error).__name__)
            await pause(stop, LOOK_EVERY_S)
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def start_due(self) -> int:
        """Start the turns that are due, as far as there is room; returns how many."""
        free = self._concurrency - len(self._running)
        if free <= 0:
            return 0
        shops = await self._candidates(free)
        for shop in shops:
            task = asyncio.create_task(self._turn(shop))
            self._running[shop.id] = task
            task.add_done_callback(lambda _, shop_id=shop.id: self._running.pop(shop_id, None))
        return len(shops)

    async def drain(self) -> None:
        """Wait until the running turns are over."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _candidates(self, free: int) -> list[Shop]:
        loop_now = asyncio.get_running_loop().time()
        self._elsewhere = {i: until for i, until in self._elsewhere.items() if until > loop_now}
        busy = self._running.keys() | self._elsewhere.keys()
        async with self._work.db.transaction() as tx:
            shops = await get_shops(tx, states=(ShopState.ACTIVE, ShopState.BLOCKED))
            wanted = {int(shop.id): shop for shop in shops if shop.id not in busy}
            await cursors.ensure(tx, wanted, self._work.now())
            working = [i for i, shop in wanted.items() if shop.state is ShopState.ACTIVE]
            due = await cursors.due(tx, wanted, working, self._work.now(), free)
        return [wanted[shop_id] for shop_id in due]

    async def _turn(self, shop: Shop) -> None:
        try:
            if not await try_turn(self._work, shop):
                self._elsewhere[shop.id] = asyncio.get_running_loop().time() + ELSEWHERE_FOR_S
        except InfraError as error:
            log.warning("sync.waits", shop_id=shop.id, error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_S)
        except Exception as error:  # noqa: BLE001 - one shop's defect must not stop the others
            log.error("sync.defect", shop_id=shop.id, exc_info=error)
            self._elsewhere[shop.id] = asyncio.get_running_loop().time() + 60
