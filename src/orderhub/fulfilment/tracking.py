"""Asking the tracking service for routes; no transaction open while it thinks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orderhub.channels.facade import Outside, peer_session
from orderhub.connector_kit.session import HttpSession, Line
from orderhub.fulfilment.kuaidi100.carriers import ASKS_PHONE
from orderhub.fulfilment.kuaidi100.line import LINE, NO_ROUTE, QUERY, SUBSCRIBE
from orderhub.fulfilment.kuaidi100.reading import read_route
from orderhub.fulfilment.kuaidi100.writing import query, subscription
from orderhub.fulfilment.model.tasks import Begun, Task, TaskKind
from orderhub.fulfilment.model.tracking import PEER, Account, TrackingState
from orderhub.fulfilment.service.addresses import plain_people
from orderhub.fulfilment.service.following import day_of
from orderhub.fulfilment.service.news import take_news
from orderhub.fulfilment.store import tracking, trackings
from orderhub.health.facade import about_order
from orderhub.infra.db import Tx
from orderhub.kernel.errors import (
    AlreadyDone,
    ChannelRefused,
    ContractViolation,
    InvalidInput,
    RateLimited,
)
from orderhub.kernel.instants import CHINA
from orderhub.orders.facade import standings

PHONE = "recipient_phone"
TAIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """What asking the tracking service needs of the world."""

    outside: Outside

    async def ask(self, begun: Begun) -> None:
        """What the task says: let us be told of the waybill, or tell its route now. Raises a
        ConnectorError."""
        task = begun.task
        with about_order(task.number):
            if task.kind is TaskKind.QUERY:
                await self._query(task)
            else:
                await self._subscribe(task)

    async def _subscribe(self, task: Task) -> None:
        """The service knows the waybill by its number, so a repeat after silence is answered
        "subscribed before" (reference §10.2), and a message about it proves that the first one
        arrived."""
        waybill_no, carrier = _which(task)
        async with self.outside.db.transaction() as tx:
            account = await self._account(tx)
            known = await trackings.get(tx, waybill_no)
            if known is None or known.state in (TrackingState.SUBSCRIBED, TrackingState.ENDED):
                raise AlreadyDone("the service tells of the waybill already")
            self._within(budget_left=await tracking.take_one(tx, day_of(self._now())))
            phone = await _phone_tail(tx, task) if carrier in ASKS_PHONE else ""
        form = subscription(account, carrier, waybill_no, phone)
        try:
            await self._session(account).write(SUBSCRIBE, form)
        except ChannelRefused:
            await self._answered(waybill_no, TrackingState.GIVEN_UP)
            raise
        await self._answered(waybill_no, TrackingState.SUBSCRIBED)

    async def _query(self, task: Task) -> None:
        """The route as it is now, taken in like the message that did not come. That none is known
        yet is an answer too."""
        waybill_no, carrier = _which(task)
        async with self.outside.db.transaction() as tx:
            account = await self._account(tx)
            known = await trackings.get(tx, waybill_no)
            if known is None or known.state is not TrackingState.SUBSCRIBED:
                raise AlreadyDone("nothing more is expected of the waybill")
            self._within(budget_left=await tracking.take_query(tx, day_of(self._now())))
            phone = await _phone_tail(tx, task) if carrier in ASKS_PHONE else ""
        form = query(account, carrier, waybill_no, phone)
        try:
            answer = await self._session(account).read(QUERY, form)
        except ChannelRefused as error:
            if error.channel_code == NO_ROUTE:
                return
            raise
        await self._taken(answer.document, waybill_no)

    async def _taken(self, told: Mapping[str, object], waybill_no: str) -> None:
        now = self._now()
        try:
            news = read_route(told, waybill_no, now)
        except InvalidInput as error:
            raise ContractViolation(error.detail, method=QUERY, field="nu") from None
        async with self.outside.db.transaction() as tx:
            await take_news(tx, news, now)

    async def _account(self, tx: Tx) -> Account:
        account = await tracking.get(tx, self.outside.master, day_of(self._now()))
        if account is None:
            raise AlreadyDone("no parcel is followed")
        return account

    def _within(self, *, budget_left: bool) -> None:
        if budget_left:
            return
        now = self._now()
        midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        wait = (midnight + timedelta(days=1) - now).total_seconds()
        raise RateLimited("today's askings are used up", retry_after_s=wait, daily=True)

    async def _answered(self, waybill_no: str, state: TrackingState) -> None:
        """Write down what the service said; a message that overtook the answer said more."""
        async with self.outside.db.transaction() as tx:
            known = await trackings.get(tx, waybill_no)
            if known is None or known.state is TrackingState.ENDED:
                return
            now = self._now()
            await trackings.save(tx, replace(known, state=state, asked_at=now), now)

    def _session(self, account: Account) -> HttpSession:
        return peer_session(self.outside, LINE, Line(shop=PEER, base_url=account.base_url), {})

    def _now(self) -> datetime:
        return self.outside.now()


def _which(task: Task) -> tuple[str, str]:
    return str(task.body["waybill_no"]), str(task.body["carrier"])


async def _phone_tail(tx: Tx, task: Task) -> str:
    """The last digits of the recipient's phone, for this call only; "" where the channel does not
    tell it in clear."""
    for order in await standings(tx, ids=[task.order_id]):
        plain = (await plain_people(tx, [order], (PHONE,)))[order.id].get(PHONE, "")
        digits = [c for c in plain if c.isdecimal()]
        return "".join(digits[-TAIL:])
    return ""
