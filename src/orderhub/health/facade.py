"""What other slices and apps may ask of health."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.health import store
from orderhub.health.model import KeptCall, Pulse
from orderhub.health.recorder import Recorder, about_order
from orderhub.health.timers import TRIM, trim_calls
from orderhub.infra.db import Tx

__all__ = [
    "TRIM",
    "KeptCall",
    "Pulse",
    "Recorder",
    "about_order",
    "calls_of_order",
    "pulses",
    "trim_calls",
]

WITHIN = timedelta(minutes=15)


async def pulses(tx: Tx, shop_ids: Sequence[int], now: datetime) -> dict[int, Pulse]:
    """Success rate, p95 and last error of each shop over the last 15 minutes."""
    return await store.pulses(tx, shop_ids, now, WITHIN)


async def calls_of_order(
    tx: Tx, shop_id: int, external_no: str, limit: int = 100
) -> list[KeptCall]:
    """Calls about one order, newest first, for its timeline."""
    return await store.of_order(tx, shop_id, external_no, limit)
