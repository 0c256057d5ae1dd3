"""Carrying deliveries out: in hand, sent with no transaction open, its end written down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import ConnectorError
from orderhub.notify.model import SMS_KINDS, Message, Severity, TemplateKind
from orderhub.notify.recording import RecordCall, recorded
from orderhub.notify.senders.posting import Poster
from orderhub.notify.senders.sending import send_message
from orderhub.notify.service.telling import begin_try, end_try
from orderhub.notify.store import endpoints, templates

TEST = "test"


@dataclass(frozen=True, slots=True)
class Courier:
    """What a delivery needs of the world."""

    db: Database
    master: MasterKey = field(repr=False)
    poster: Poster
    now: Callable[[], datetime]
    record_call: RecordCall

    async def deliver(self, timer: Timer) -> None:
        """One try of the delivery that the timer names. A process that dies in it leaves the
        outcome unknown, and nobody tries again."""
        delivery_id = int(timer.key)
        async with self.db.transaction() as tx:
            begun = await begin_try(tx, delivery_id, self.now())
        if begun is None:
            return
        outcome = await self._sent(begun.endpoint_id, begun.message)
        async with self.db.transaction() as tx:
            state = await end_try(tx, delivery_id, begun.tries, outcome, self.now())
        log.info("notify.tried", delivery=delivery_id, state=state, tries=begun.tries)

    async def test(self, endpoint_id: int, key: str) -> str | ConnectorError:
        """Send a message that says it is a test; the provider's code, or why not. NotFound."""
        message = Message(
            key=f"{TEST}:{key}",
            severity=Severity.INFO,
            title_zh="OrderHub 测试通知",
            title_en="OrderHub test notice",
            body_zh="收到本条，说明通知渠道可用。",
            body_en="If you read this, the endpoint works.",
        )
        return await self._sent(endpoint_id, message)

    async def _sent(self, endpoint_id: int, message: Message) -> str | ConnectorError:
        async with self.db.transaction() as tx:
            target = await endpoints.target_of(tx, self.master, endpoint_id)
            alarm = None
            if target.kind in SMS_KINDS:
                alarms = await templates.of_kind(tx, TemplateKind.ALARM)
                alarm = next((a for a in alarms if a.endpoint_id == endpoint_id), None)
        now = self.now()
        try:
            with recorded(self.record_call, (target.kind, endpoint_id), "send", now):
                return await send_message(self.poster, target, message, now, alarm)
        except ConnectorError as error:
            return error
