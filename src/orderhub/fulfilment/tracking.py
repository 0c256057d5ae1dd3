"""Asking the tracking service for routes; no transaction open while it thinks."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
from prometheus_client import Counter

from orderhub.connector_kit.session import Call, HttpSession, Limits, Line, Ports
from orderhub.fulfilment.kuaidi100.carriers import ASKS_PHONE
from orderhub.fulfilment.kuaidi100.line import LINE
from orderhub.fulfilment.kuaidi100.wire import CHINA
from orderhub.fulfilment.kuaidi100.writing import subscription
from orderhub.fulfilment.model.tasks import Begun, Task
from orderhub.fulfilment.model.tracking import Account, TrackingState
from orderhub.fulfilment.service.addresses import plain_people
from orderhub.fulfilment.service.following import day_of
from orderhub.fulfilment.store import tracking, trackings
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.telemetry import registry
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, RateLimited
from orderhub.orders.facade import standings

ASKED = Counter(
    "hub_fulfilment_tracking_calls",
    "Finished calls to the tracking service",
    ("outcome", "code"),
    registry=registry,
)
SUBSCRIBE = "poll"
PHONE = "recipient_phone"
TAIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """What asking the tracking service needs of the world."""

    db: Database
    master: MasterKey = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    now: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)

    async def ask(self, begun: Begun) -> None:
        """Ask to be told of the waybill. The service knows it by its number, so a repeat after
        silence is answered "subscribed before" (reference §10.2), and a message about it proves
        that the first one arrived. Raises a ConnectorError."""
        task = begun.task
        waybill_no, carrier = str(task.body["waybill_no"]), str(task.body["carrier"])
        async with self.db.transaction() as tx:
            account = await self._account(tx)
            known = await trackings.get(tx, waybill_no)
            if known is None or known.state in (TrackingState.SUBSCRIBED, TrackingState.ENDED):
                raise AlreadyDone("the service tells of the waybill already")
            await self._take_budget(tx)
            phone = await _phone_tail(tx, task) if carrier in ASKS_PHONE else ""
        param = subscription(account, carrier, waybill_no, phone)
        try:
            await self._session(account).write(SUBSCRIBE, {"param": param})
        except ChannelRefused:
            await self._answered(waybill_no, TrackingState.GIVEN_UP)
            raise
        await self._answered(waybill_no, TrackingState.SUBSCRIBED)

    async def _account(self, tx: Tx) -> Account:
        account = await tracking.get(tx, self.master, day_of(self.now()))
        if account is None:
            raise AlreadyDone("no parcel is followed")
        return account

    async def _take_budget(self, tx: Tx) -> None:
        now = self.now()
        if not await tracking.take_one(tx, day_of(now)):
            midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
            wait = (midnight + timedelta(days=1) - now).total_seconds()
            raise RateLimited("today's askings are used up", retry_after_s=wait, daily=True)

    async def _answered(self, waybill_no: str, state: TrackingState) -> None:
        """Write down what the service said; a message that overtook the answer said more."""
        async with self.db.transaction() as tx:
            known = await trackings.get(tx, waybill_no)
            if known is None or known.state is TrackingState.ENDED:
                return
            now = self.now()
            await trackings.save(tx, replace(known, state=state, asked_at=now), now)

    def _session(self, account: Account) -> HttpSession:
        ports = Ports(
            http=self.http,
            now=self.now,
            take_tokens=_no_quota,
            record_call=_count,
            limits=self.limits,
        )
        return HttpSession(LINE, Line(shop="0", base_url=account.base_url), {}, ports)


def _count(call: Call) -> None:
    ASKED.labels(call.outcome, call.code).inc()


async def _no_quota(_: str, __: str) -> None:
    """Its quota is the daily budget."""


async def _phone_tail(tx: Tx, task: Task) -> str:
    """The last digits of the recipient's phone, for this call only; "" where the channel does not
    tell it in clear."""
    for order in await standings(tx, ids=[task.order_id]):
        plain = (await plain_people(tx, order, (PHONE,))).get(PHONE, "")
        digits = [c for c in plain if c.isdecimal()]
        return "".join(digits[-TAIL:])
    return ""
