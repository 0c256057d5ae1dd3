"""What apps may ask of sync."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

from prometheus_client import Gauge

from orderhub.channels.facade import connector_of, get_shop
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.signing import fingerprint
from orderhub.infra.telemetry import registry
from orderhub.sync.certificate import Verified
from orderhub.sync.certificate import verify as verify_certificate
from orderhub.sync.model import Asked, Run, RunKind, RunState, Tally
from orderhub.sync.pull.run import try_turn
from orderhub.sync.pull.turn import OpenSession, Work, lease_of
from orderhub.sync.queries.completeness import gap_counts
from orderhub.sync.service.certificates import certify_days, key_of
from orderhub.sync.service.requests import request_run
from orderhub.sync.store import cursors, reads, runs

__all__ = [
    "OpenSession",
    "Run",
    "RunKind",
    "RunState",
    "Tally",
    "Verified",
    "Work",
    "ask_again",
    "certify_days",
    "finish_run",
    "lease_of",
    "public_fingerprint",
    "request_run",
    "sample_gaps",
    "verify_certificate",
]

LOOK_EVERY_S = 0.2
GAPS_OF = timedelta(days=7)
NOTICED_BY = timedelta(seconds=2)
GAPS = Gauge(
    "hub_sync_gaps",
    "Orders that checks of the last 7 days found missing",
    ("state",),
    registry=registry,
)


async def finish_run(work: Work, run_id: int) -> Run:
    """Wait until a requested run is over, doing it here when no worker does. For the command
    line, with or without a running installation."""
    while True:
        async with work.db.transaction() as tx:
            run = await runs.get(tx, run_id)
            shop = await get_shop(tx, run.shop_id)
        if run.over:
            return run
        if not await try_turn(work, shop):
            await asyncio.sleep(LOOK_EVERY_S)


async def sample_gaps(tx: Tx, now: datetime) -> None:
    """Set the metric of gaps: `filled`, and `open` ones that wait in quarantine."""
    for state, n in (await gap_counts(tx, now - GAPS_OF)).items():
        GAPS.labels(state).set(n)


async def public_fingerprint(tx: Tx, master: MasterKey, now: datetime) -> str:
    """What certificates of this installation are signed by; the key is made when there is none."""
    return fingerprint((await key_of(tx, master, now)).public)


async def ask_again(tx: Tx, shop_id: int, external_nos: Collection[str], now: datetime) -> None:
    """Let orders be read again, because what was just told to their channel changed them: a moment
    later, so that the channel's own notice and this ask for one reading."""
    connector = connector_of((await get_shop(tx, shop_id)).channel)
    if connector.get_order is not None:
        await reads.ask(tx, shop_id, {no: Asked() for no in external_nos}, now + NOTICED_BY)
    elif connector.pull_orders is not None:
        await cursors.move_due(tx, [shop_id], now)
