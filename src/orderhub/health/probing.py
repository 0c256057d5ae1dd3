"""Heartbeats (心跳): a cheap call wherever nobody has heard from a channel for too long."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Counter

from orderhub.channels.facade import (
    Shop,
    ShopState,
    connector_of,
    get_shops,
    note_good,
    note_trouble,
    slow_down,
)
from orderhub.connector_kit.contract import Probe, ShopSession
from orderhub.health.decide.causes import KNOWN
from orderhub.health.decide.heartbeats import Pulsed, due
from orderhub.health.service.clocks import note_clock
from orderhub.health.service.incidents import report, report_good
from orderhub.health.store import connections
from orderhub.infra import leases
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log, registry
from orderhub.infra.wake import pause
from orderhub.kernel.errors import ConnectorError, HubError, RateLimited

LOOK_EVERY_S = 2.0
LEASE = "health.prober"
HOLD_FOR = timedelta(seconds=15)
OpenSession = Callable[[Shop], Awaitable[ShopSession]]
BEATS = Counter("hub_health_heartbeats", "Probes", ("channel", "outcome"), registry=registry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heart:
    """What a process brings to the heartbeats; `owner` is its name among the processes."""

    db: Database
    open_session: OpenSession
    now: Callable[[], datetime]
    owner: str


class Prober:
    """One of all processes probes at a time (the lease); the others stand by."""

    def __init__(self, heart: Heart) -> None:
        self._heart = heart
        self._running: dict[int, asyncio.Task[None]] = {}
        self._tried: dict[int, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Probe until `stop`; probes in flight are given up then."""
        while not stop.is_set():
            try:
                await self.start_due()
            except HubError as error:
                log.warning("health.prober_waits", error=type(error).__name__)
            await pause(stop, LOOK_EVERY_S)
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def start_due(self) -> int:
        """Start the probes that are due, if this process holds the lease; returns how many."""
        heart = self._heart
        if await leases.hold(heart.db, LEASE, heart.owner, HOLD_FOR) is None:
            return 0
        shops = await self._shops()
        wanted = due(await self._pulsed(shops), heart.now())
        for shop_id in wanted:
            self._tried[shop_id] = heart.now()
            task = asyncio.create_task(self._probe(shops[shop_id]))
            self._running[shop_id] = task
            task.add_done_callback(lambda _, done=shop_id: self._running.pop(done, None))
        return len(wanted)

    async def drain(self) -> None:
        """Wait until the running probes are over."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _shops(self) -> dict[int, Shop]:
        async with self._heart.db.transaction() as tx:
            shops = await get_shops(tx, states=(ShopState.ACTIVE, ShopState.BLOCKED))
        asked = [shop for shop in shops if probe_of(shop) is not None]
        return {int(shop.id): shop for shop in asked if shop.id not in self._running}

    async def _pulsed(self, shops: dict[int, Shop]) -> list[Pulsed[int]]:
        async with self._heart.db.transaction() as tx:
            known = await connections.last_calls(tx, list(shops))
        return [_pulsed(shop, known.get(i), self._tried.get(i)) for i, shop in shops.items()]

    async def _probe(self, shop: Shop) -> None:
        probe = probe_of(shop)
        if probe is None:
            return
        try:
            await probe_shop(self._heart, shop, probe)
        except HubError as error:
            log.warning("health.probe_waits", shop_id=shop.id, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - one shop's defect must not stop the others
            log.error("health.probe_defect", shop_id=shop.id, exc_info=error)


async def probe_shop(heart: Heart, shop: Shop, probe: Probe) -> ConnectorError | None:
    """Ask once; what it shows changes the shop, incidents and the clock's finding. The failure,
    None when all is well."""
    before = heart.now()
    try:
        session = await heart.open_session(shop)
        told = await probe(session)
    except ConnectorError as error:
        BEATS.labels(shop.channel, "failed").inc()
        if isinstance(error, RateLimited):
            await slow_down(heart.db, shop, error)
        async with heart.db.transaction() as tx:
            await note_trouble(tx, shop, error, heart.now())
            await report(tx, shop, error, heart.now())
        return error
    after = heart.now()
    BEATS.labels(shop.channel, "ok").inc()
    async with heart.db.transaction() as tx:
        if shop.trouble is None or _proves(shop.trouble.code):
            await note_good(tx, shop, after)
        await report_good(tx, shop, after)
        if told is not None:
            # The channel tells whole seconds: half a one is the best guess for what it left out.
            offset = told + timedelta(seconds=0.5) - (before + (after - before) / 2)
            await note_clock(tx, shop, offset, after)
    return None


def probe_of(shop: Shop) -> Probe | None:
    """The cheap call of the shop's channel, where it has one."""
    return connector_of(shop.channel).probe


def _proves(code: str) -> bool:
    known = KNOWN.get(code)
    return known is not None and (known.proven or known.heals or code == "scope_missing")


def _pulsed(
    shop: Shop, known: connections.LastCalls | None, tried_here: datetime | None
) -> Pulsed[int]:
    tried = [at for at in (known and known.tried_at, tried_here) if at is not None]
    return Pulsed(
        key=int(shop.id),
        app=f"{shop.channel}:{shop.app_key or shop.id}",
        blocked=shop.state is ShopState.BLOCKED,
        good_at=None if known is None else known.good_at,
        tried_at=max(tried, default=None),
        limited=known is not None and known.limited,
    )
