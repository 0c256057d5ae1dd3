"""Quotas towards a channel: a token a call, halved by throttling, shared by all processes."""

import asyncio
from datetime import timedelta

from orderhub.channels.model import Shop
from orderhub.channels.store import buckets
from orderhub.channels.store.buckets import Quota
from orderhub.connector_kit.session import TakeTokens
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import RateLimited

CALLS_PER_SECOND = 20.0
LONGEST_WAIT_S = 10.0
CLOSED_FOR_S = 1.0


def full_rate(shop: Shop) -> float:
    """Calls per second and API that the shop's app may make when the channel is content."""
    return float(shop.settings.get("calls_per_second", CALLS_PER_SECOND))


def turnstile(db: Database, shop: Shop) -> TakeTokens:
    """The session's `take_tokens`: waits its turn; RateLimited when that takes too long."""

    async def take(app_key: str, method: str) -> None:
        which = (shop.channel, app_key, method)
        wait_s = await buckets.take(db, *which, full=full_rate(shop), longest_s=LONGEST_WAIT_S)
        if wait_s is None:
            rest_s = await buckets.wait_of(db, *which)
            raise RateLimited("our own quota for this channel", retry_after_s=rest_s, method=method)
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    return take


async def quotas_of(tx: Tx, shop: Shop) -> dict[str, Quota]:
    """API → how much of its full rate the shop's app has now."""
    return await buckets.quotas(tx, shop.channel, shop.app_key, full_rate(shop))


async def slow_down(db: Database, shop: Shop, error: RateLimited) -> None:
    """The channel throttled us: halve the bucket of that API and keep it closed as long as told."""
    if not error.channel_code:  # Our own turnstile said wait; the channel was not asked.
        return
    await buckets.halve(
        db,
        shop.channel,
        shop.app_key,
        error.method,
        full=full_rate(shop),
        closed_for=timedelta(seconds=error.retry_after_s or CLOSED_FOR_S),
    )
