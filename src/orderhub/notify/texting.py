"""Carrying SMS to buyers out, and asking providers what became of those that went silent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import ConnectorError
from orderhub.notify.model import EndpointKind
from orderhub.notify.recording import RecordCall, recorded
from orderhub.notify.senders.posting import Poster
from orderhub.notify.senders.sms import SmsRecord
from orderhub.notify.senders.texting import ask_sms, send_sms
from orderhub.notify.service.texting import Taken, end_asking, end_try, take, take_unknown


@dataclass(frozen=True, slots=True)
class Texter:
    """What an SMS needs of the world."""

    db: Database
    master: MasterKey = field(repr=False)
    poster: Poster
    now: Callable[[], datetime]
    record_call: RecordCall

    async def deliver(self, timer: Timer) -> None:
        """One try of the SMS that the timer names."""
        sms_id = int(timer.key)
        async with self.db.transaction() as tx:
            taken = await take(tx, self.master, sms_id, self.now())
        if taken is None:
            return
        outcome = await self._sent(taken)
        async with self.db.transaction() as tx:
            await end_try(tx, sms_id, outcome, self.now())
        code = outcome if isinstance(outcome, str) else outcome.channel_code or outcome.code
        log.info("notify.sms_tried", sms=sms_id, code=code, tries=taken.tries)

    async def ask(self, timer: Timer) -> None:
        """Look up in the provider's record what became of the SMS that the timer names."""
        sms_id = int(timer.key)
        async with self.db.transaction() as tx:
            taken = await take_unknown(tx, self.master, sms_id)
        if taken is None:
            return
        record = await self._asked(taken)
        async with self.db.transaction() as tx:
            await end_asking(tx, sms_id, record, self.now())

    async def _sent(self, taken: Taken) -> str | ConnectorError:
        now = self.now()
        try:
            with recorded(self.record_call, _to(taken), "send", now):
                return await send_sms(self.poster, taken.target, taken.outgoing, now)
        except ConnectorError as error:
            return error

    async def _asked(self, taken: Taken) -> SmsRecord | ConnectorError:
        sent_at, now = taken.tried_at, self.now()
        try:
            with recorded(self.record_call, _to(taken), "record", now):
                return await ask_sms(self.poster, taken.target, taken.outgoing, sent_at, now)
        except ConnectorError as error:
            return error


def _to(taken: Taken) -> tuple[EndpointKind, int]:
    return taken.target.kind, taken.outgoing.template.endpoint_id
