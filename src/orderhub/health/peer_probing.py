"""Heartbeats of peers: a call that changes nothing, where their kind has one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orderhub.health.decide.heartbeats import Pulsed, due
from orderhub.health.model.peer import kind_of
from orderhub.health.probing import BEATS
from orderhub.health.store import connections
from orderhub.infra import leases
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import CircuitOpen, HubError

LEASE = "health.peer_prober"
HOLD_FOR = timedelta(seconds=60)
Beat = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerProber:
    """One of all processes probes at a time (the lease). `beats`: kind of peers → its call, which
    raises a ConnectorError; it is recorded and judged like any other. A kind that has none is known
    by the calls that are made anyway."""

    db: Database
    beats: Mapping[str, Beat] = field(repr=False)
    now: Callable[[], datetime]
    owner: str

    async def round(self) -> int:
        """Ask the peers that are due, all at once; how many."""
        if await leases.hold(self.db, LEASE, self.owner, HOLD_FOR) is None:
            return 0
        async with self.db.transaction() as tx:
            known = await connections.calls_of_peers(tx)
        asked = [_pulsed(calls) for calls in known if kind_of(calls.peer) in self.beats]
        wanted = due(asked, self.now())
        await asyncio.gather(*(self._ask(peer) for peer in wanted))
        return len(wanted)

    async def _ask(self, peer: str) -> None:
        kind = kind_of(peer)
        try:
            await self.beats[kind](peer)
        except CircuitOpen:
            return
        except HubError as error:
            BEATS.labels(kind, "failed").inc()
            log.warning("health.peer_silent", peer=peer, code=error.code)
        except Exception as error:  # noqa: BLE001 - one peer's defect must not stop the others
            log.error("health.probe_defect", peer=peer, exc_info=error)
        else:
            BEATS.labels(kind, "ok").inc()


def _pulsed(calls: connections.PeerCalls) -> Pulsed[str]:
    good, tried = calls.good_at, calls.tried_at
    blocked = tried is not None and (good is None or good < tried)
    return Pulsed(key=calls.peer, app=calls.peer, blocked=blocked, good_at=good, tried_at=tried)
