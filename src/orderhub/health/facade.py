"""What other slices and apps may ask of health."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.health.arrivals import PeerSender, RecordArrival, arriving, record_of, refusing
from orderhub.health.handlers import TOPICS, tell_people
from orderhub.health.model.calls import KeptCall, Pulse
from orderhub.health.model.incident import Finding, Incident
from orderhub.health.model.peer import Peer
from orderhub.health.monitor import sample
from orderhub.health.peer_probing import Beat, PeerProber
from orderhub.health.probing import Heart, Prober
from orderhub.health.recorder import Recorder, about_order
from orderhub.health.service.changes import VERIFY
from orderhub.health.service.clocks import note_clock
from orderhub.health.service.dependencies import declare_whitelist
from orderhub.health.service.drift import note_rows
from orderhub.health.service.incidents import (
    judge,
    open_incident,
    report,
    report_good,
    resolve_told,
)
from orderhub.health.service.peers import settle_peers
from orderhub.health.store import calls
from orderhub.health.store.peers import put as know_peer
from orderhub.health.timers import TRIM, trim_calls
from orderhub.health.verifying import Verifier
from orderhub.health.watching import Watched, Watcher
from orderhub.infra.db import Tx

__all__ = [
    "TOPICS",
    "TRIM",
    "VERIFY",
    "Beat",
    "Finding",
    "Heart",
    "Incident",
    "KeptCall",
    "Peer",
    "PeerProber",
    "PeerSender",
    "Prober",
    "Pulse",
    "RecordArrival",
    "Recorder",
    "Verifier",
    "Watched",
    "Watcher",
    "about_order",
    "arriving",
    "calls_of_order",
    "declare_whitelist",
    "judge",
    "know_peer",
    "note_clock",
    "note_rows",
    "open_incident",
    "pulses",
    "record_of",
    "refusing",
    "report",
    "report_good",
    "resolve_told",
    "sample",
    "settle_peers",
    "tell_people",
    "trim_calls",
]

WITHIN = timedelta(minutes=15)


async def pulses(tx: Tx, shop_ids: Sequence[int], now: datetime) -> dict[int, Pulse]:
    """Success rate, p95 and last error of each shop over the last 15 minutes."""
    return await calls.pulses(tx, shop_ids, now, WITHIN)


async def calls_of_order(
    tx: Tx, shop_id: int, external_no: str, number: str = "", limit: int = 100
) -> list[KeptCall]:
    """Calls about one order, newest first, for its timeline: the channel's by its own number, those
    of peers by ours."""
    return await calls.of_order(tx, shop_id, external_no, number, limit)
