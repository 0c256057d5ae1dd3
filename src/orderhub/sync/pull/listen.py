"""The receiver of notices: keeps one line open for each app whose channel is listened to."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from orderhub.channels.facade import Shop, ShopState, connector_of, get_shops
from orderhub.connector_kit.contract import Listen
from orderhub.connector_kit.notices import Notice
from orderhub.infra import leases
from orderhub.infra.leases import Lease
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import ConnectorError, InfraError
from orderhub.kernel.types import ChannelCode
from orderhub.sync.decide import rest_s
from orderhub.sync.pull.turn import HOLD_FOR, LeaseLost, Work, holding
from orderhub.sync.service.notices import take_for_app

LOOK_EVERY_S = 2.0
AFTER_FAILURE_S = (5.0, 15.0, 60.0)
AFTER_DEFECT_S = 60.0
App = tuple[str, str]  # channel, app key


class Receiver:
    """Receives until told to stop; every process may have one, each app is heard by one of them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._running: dict[App, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`; what was not acknowledged by then comes again."""
        while not stop.is_set():
            try:
                await self.start_missing(stop)
            except InfraError as error:
                log.warning("listen.waits", error=type(error).__name__)
            await pause(stop, LOOK_EVERY_S)
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def start_missing(self, stop: asyncio.Event) -> None:
        """Begin with the apps that nobody here listens for."""
        for app in (await self._apps()).keys() - self._running.keys():
            task = asyncio.create_task(self._guarded(app, stop))
            self._running[app] = task
            task.add_done_callback(lambda _, app=app: self._running.pop(app, None))

    async def _guarded(self, app: App, stop: asyncio.Event) -> None:
        try:
            await self._listen(app, stop)
        except LeaseLost:
            log.warning("listen.lease_lost", channel=app[0])
        except InfraError as error:
            log.warning("listen.waits", channel=app[0], error=type(error).__name__)
            await pause(stop, LOOK_EVERY_S)
        except Exception as error:  # noqa: BLE001 - one channel's defect must not stop the others
            log.error("listen.defect", channel=app[0], exc_info=error)
            await pause(stop, AFTER_DEFECT_S)

    async def _listen(self, app: App, stop: asyncio.Event) -> None:
        name = f"listen:{app[0]}:{app[1]}"
        lease = await leases.hold(self._work.db, name, self._work.owner, HOLD_FOR)
        if lease is None:
            await pause(stop, HOLD_FOR.total_seconds())
            return
        failures = turns = 0
        quiet = connector_of(ChannelCode(app[0])).quiet_for
        async with holding(self._work.db, lease):
            while not stop.is_set() and (shops := (await self._apps()).get(app)):
                # Another shop of the app each time: the trouble of one may be its own, and a
                # channel may want every seller's line to be opened to tell his news.
                shop = shops[turns % len(shops)]
                turns += 1
                try:
                    heard = await self._round(app, lease, shop)
                    failures = 0
                    await pause(stop, rest_s(heard, quiet))
                except ConnectorError as error:
                    log.warning("listen.failed", channel=app[0], code=error.code)
                    await pause(stop, AFTER_FAILURE_S[min(failures, len(AFTER_FAILURE_S) - 1)])
                    failures += 1

    async def _round(self, app: App, lease: Lease, shop: Shop) -> int:
        """One round of messages, kept before they are acknowledged; returns how many."""
        heard = 0

        async def take(notices: Sequence[Notice]) -> None:
            nonlocal heard
            async with self._work.db.transaction() as tx:
                if not await leases.still_held(tx, lease):
                    raise LeaseLost("another worker listens for this app")
                await take_for_app(tx, *app, notices, self._work.now())
            heard += len(notices)

        listen = _line_of(shop)
        if listen is not None:
            session = await self._work.open_session(shop)
            await listen(session, take)
        return heard

    async def _apps(self) -> dict[App, list[Shop]]:
        found: defaultdict[App, list[Shop]] = defaultdict(list)
        async with self._work.db.transaction() as tx:
            for shop in await get_shops(tx, states=(ShopState.ACTIVE,)):
                if _line_of(shop) is not None:
                    found[shop.channel, shop.app_key].append(shop)
        return found


def _line_of(shop: Shop) -> Listen | None:
    return connector_of(shop.channel).listen
