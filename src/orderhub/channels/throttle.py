"""Quotas towards a channel: a token a call, halved by throttling, shared by all processes; calls
to a channel that is silent are not made at all."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from orderhub.channels.model import Shop
from orderhub.channels.store import buckets, circuits
from orderhub.channels.store.buckets import Quota, Taken, Terms
from orderhub.connector_kit.contract import Connector
from orderhub.connectors import CONNECTORS
from orderhub.infra.db import Database, Tx
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthRevoked,
    ChannelUnavailable,
    CircuitOpen,
    ClockSkewed,
    ConnectorError,
    InfraError,
    OutcomeUnknown,
    RateLimited,
    ScopeMissing,
)

CALLS_PER_SECOND = 20.0
PEER_CALLS_PER_SECOND = 100.0  # no figures of peers are known (reference §9.8)
PEER_PROBE_S = 10.0  # all that waits for it is to go on within a minute after it is back
LONGEST_WAIT_S = 10.0
CLOSED_FOR_S = 1.0
DAY_USED_UP_FOR = timedelta(minutes=15)

KEPT_OUT = (AddressBlocked, AuthRevoked, ClockSkewed, ScopeMissing)

RateOf = Callable[[str], float]


def rates(connector: Connector, shop: Shop | None = None) -> RateOf:
    """Calls per second of an API that the app may make when the channel is content: what the shop
    sets, what the connector knows, or a cautious figure."""
    set_here = None if shop is None else shop.settings.get("calls_per_second")

    def rate_of(method: str) -> float:
        known = connector.rates.get(method, CALLS_PER_SECOND)
        return float(known if set_here is None else set_here)

    return rate_of


class Turnstile:
    """A session's `take_tokens` and `tell`; `valuable` calls may use the reserve. Errors of the
    kinds `closing` open the circuit at once; an open one is tried every `longest_probe_s` seconds
    at the least."""

    __slots__ = ("_channel", "_closing", "_db", "_known", "_longest_s", "_rate_of", "_valuable")

    def __init__(
        self,
        db: Database,
        channel: str,
        rate_of: RateOf,
        *,
        valuable: bool = False,
        closing: tuple[type[ConnectorError], ...] = (),
        longest_probe_s: float = circuits.LONGEST_PROBE_S,
    ) -> None:
        self._closing = closing
        self._longest_s = longest_probe_s
        self._db = db
        self._channel = channel
        self._rate_of = rate_of
        self._valuable = valuable
        self._known: dict[str, Taken] = {}

    async def take(self, app_key: str, method: str) -> None:
        """Wait for one's turn; RateLimited when that takes too long or the day's quota is used up,
        CircuitOpen while the channel is silent."""
        terms = Terms(full=self._rate_of(method), longest_s=LONGEST_WAIT_S, valuable=self._valuable)
        taken = await buckets.take(self._db, self._channel, app_key, method, terms)
        if not taken.granted:
            raise _refusal(taken, method)
        self._known[method] = taken
        if taken.wait_s > 0:
            await asyncio.sleep(taken.wait_s)

    async def tell(self, app_key: str, method: str, error: ConnectorError | None) -> None:
        """How the call ended: silence opens the circuit, any answer closes it. A good call where
        there was no doubt costs nothing; what happened to the call counts more than its telling."""
        try:
            await self._tell((self._channel, app_key, method), error)
        except InfraError as failure:
            log.warning("channels.not_told", channel=self._channel, error=type(failure).__name__)

    async def _tell(self, which: circuits.Which, error: ConnectorError | None) -> None:
        taken = self._known.get(which[2])
        if isinstance(error, (ChannelUnavailable, OutcomeUnknown, *self._closing)):
            probe = taken is not None and taken.opened_at is not None
            at_once = isinstance(error, self._closing)
            error.context["probe"] = probe
            await circuits.fail(
                self._db, which, probe=probe, at_once=at_once, longest_s=self._longest_s
            )
        elif taken is not None and (taken.doubted or taken.opened_at is not None):
            await circuits.mend(self._db, which)


def peer_turnstile(db: Database, peer: str) -> Turnstile:
    """Towards a peer. It has no state that would stop its callers, so a refusal that says nothing
    of the call itself opens its circuit like silence does."""
    return Turnstile(
        db, peer, _rate_of_peer, valuable=True, closing=KEPT_OUT, longest_probe_s=PEER_PROBE_S
    )


def _refusal(taken: Taken, method: str) -> ConnectorError:
    if taken.opened_at is not None and taken.circuit_s > 0:
        told = f"nothing was answered well since {taken.opened_at:%H:%M:%S} UTC; not asked now"
        return CircuitOpen(told, retry_after_s=taken.circuit_s, method=method)
    if taken.day_s > 0:
        return RateLimited(
            "the day's quota of this API is used up but for the reserve",
            retry_after_s=taken.day_s,
            daily=True,
            method=method,
        )
    return RateLimited("our own quota for this channel", retry_after_s=taken.wait_s, method=method)


async def quotas_of(tx: Tx, shop: Shop) -> dict[str, Quota]:
    """API → how much of its full rate the shop's app has now."""
    rate_of = rates(CONNECTORS[shop.channel], shop)
    return await buckets.quotas(tx, shop.channel, shop.app_key, rate_of)


async def quotas_of_peer(tx: Tx, peer: str, app_key: str) -> dict[str, Quota]:
    """API → how much of its full rate there is towards a peer now."""
    return await buckets.quotas(tx, peer, app_key, _rate_of_peer)


def _rate_of_peer(_: str) -> float:
    return PEER_CALLS_PER_SECOND


async def slow_down(db: Database, shop: Shop, error: RateLimited) -> None:
    """The channel throttled us: halve the bucket of that API and keep it closed as long as told; of
    a day's quota remember how much it was."""
    if not error.channel_code:  # Our own turnstile said wait; the channel was not asked.
        return
    which = (shop.channel, shop.app_key, error.method)
    full = rates(CONNECTORS[shop.channel], shop)(error.method)
    if error.daily:
        await buckets.use_up(db, *which, full=full, closed_for=DAY_USED_UP_FOR)
        return
    closed_for = timedelta(seconds=error.retry_after_s or CLOSED_FOR_S)
    await buckets.halve(db, *which, full=full, closed_for=closed_for)
