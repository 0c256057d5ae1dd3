"""Carrying deliveries out: an endpoint at a time is claimed, and called with nothing open."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx

from orderhub.connector_kit.answers import retry_after
from orderhub.connector_kit.signing_secrets import valid
from orderhub.infra.bus import Message
from orderhub.infra.bus.envelope import sealed
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.ids import new_id
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import ConnectorError, InfraError, OutcomeUnknown
from orderhub.notify.facade import Poster, RecordCall, signed
from orderhub.partners.calls import call_of
from orderhub.partners.decide.answers import excerpt_of, outcome_of
from orderhub.partners.model.deliveries import Answered, Begun, Claimed, TryOutcome
from orderhub.partners.model.endpoints import Target
from orderhub.partners.service.tries import Taken, end_ping, end_tries, take, take_more
from orderhub.partners.store import endpoints
from orderhub.partners.store.queue import CHANNEL

NAME = "orderhub"  # of the source in the envelope
PING = "webhook.ping"
SLOTS = 8  # endpoints at once: a slow one holds up no other
SERVED_S = 2.0  # so long on end, and while what began in it hangs; then who waited longest
IDLE_S = 1.0
RECOVER_S = 1.0

Try = asyncio.Task[tuple[Begun, Answered]]


@dataclass(slots=True)
class _Seen:
    """What an answer began with."""

    status: int = 0
    wait_s: float = 0.0

    def look(self, answer: httpx.Response) -> None:
        """Every status is taken; what it means is decided later."""
        self.status = answer.status_code
        self.wait_s = retry_after(answer.headers) or 0.0


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Serves the queues of all endpoints; any number of processes may do so at once."""

    db: Database
    master: MasterKey = field(repr=False)
    poster: Poster
    now: Callable[[], datetime]
    record_call: RecordCall
    dice: Callable[[], float] = random.random

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then let what left be answered."""
        serving: set[asyncio.Task[None]] = set()
        async with Bell(self.db, CHANNEL).listening(stop) as bell:
            while not stop.is_set():
                try:
                    taken = await self.take() if len(serving) < SLOTS else None
                except InfraError as error:
                    log.warning("partners.waits", error=type(error).__name__)
                    await pause(stop, RECOVER_S)
                    continue
                if taken is None:
                    await bell.wait(IDLE_S)
                    continue
                task = asyncio.create_task(self._serve_safely(taken))
                serving.add(task)
                task.add_done_callback(serving.discard)
                task.add_done_callback(lambda _: bell.ring())
        await asyncio.gather(*serving)

    async def take(self) -> Taken | None:
        """An endpoint and what is due there, in hand; None when nothing is."""
        async with self.db.autocommit() as tx:
            return await take(tx, UUID(new_id()), self.now())

    async def serve(self, taken: Taken) -> None:
        """Send what was taken. A process that dies in it leaves tries that nobody knows the end
        of: they are made again, with the same id."""
        claimed = taken.claimed
        target = endpoints.opened(
            self.master, claimed.endpoint_id, claimed.wrapped_key, claimed.sealed
        )
        until = time.monotonic() + SERVED_S
        if not taken.begun:
            await self._end(claimed, [], [], goes_on=False)
        under_way: dict[Try, int] = {self._task(target, one): one.id for one in taken.begun}
        early = set(under_way)
        try:
            while under_way:
                over, _ = await asyncio.wait(
                    under_way, timeout=IDLE_S, return_when=asyncio.FIRST_COMPLETED
                )
                told = sorted((task.result() for task in over), key=lambda one: one[0].id)
                under_way = {task: id_ for task, id_ in under_way.items() if task not in over}
                in_hand = list(under_way.values())
                in_time = time.monotonic() < until
                goes_on = in_time or not early.isdisjoint(under_way)
                for one in await self._end(claimed, told, in_hand, goes_on=goes_on):
                    task = self._task(target, one)
                    under_way[task] = one.id
                    if in_time:
                        early.add(task)
        finally:
            for task in under_way:
                task.cancel()

    def _task(self, target: Target, begun: Begun) -> Try:
        return asyncio.create_task(self._carry(target, begun))

    async def _end(
        self,
        claimed: Claimed,
        told: list[tuple[Begun, Answered]],
        in_hand: Sequence[int],
        *,
        goes_on: bool,
    ) -> Sequence[Begun]:
        """Those that are over by now in one transaction: an endpoint takes hundreds a second. What
        may follow them goes at once; the endpoint is let go of when nothing is under way."""
        async with self.db.transaction() as tx:
            ended = await end_tries(tx, claimed.endpoint_id, told, self.now(), self.dice)
            more = await take_more(tx, claimed, in_hand, self.now(), goes_on=goes_on)
        for one in ended:
            if one.answered.outcome is TryOutcome.OK:  # on record, hundreds a second
                continue
            log.info(
                "partners.not_delivered",
                delivery=one.begun.id,
                state=one.state,
                tries=one.begun.tries,
                code=one.answered.code,
            )
        return more

    async def _serve_safely(self, taken: Taken) -> None:
        try:
            await self.serve(taken)
        except InfraError as error:
            log.warning("partners.left_to_its_claim", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - other endpoints must go on
            log.error("partners.failed", endpoint=taken.claimed.endpoint_id, exc_info=error)

    async def _carry(self, target: Target, begun: Begun) -> tuple[Begun, Answered]:
        message = Message(
            id=begun.event_id,
            topic=begun.topic,
            key=begun.key,
            version=begun.version,
            occurred_at=begun.occurred_at,
            data=dict(begun.data),
        )
        return begun, await self._call(target, message, begun.endpoint_id)

    async def ping(self, endpoint_id: int) -> Answered:
        """Call the endpoint at once with an event that says it is a test; when that gets through,
        everything that waits follows. NotFound."""
        async with self.db.transaction() as tx:
            target = await endpoints.target_of(tx, self.master, endpoint_id)
        key = new_id()
        message = Message(
            id=key, topic=PING, key=PING, version=1, occurred_at=self.now(), data={"test": True}
        )
        answered = await self._call(target, message, endpoint_id)
        async with self.db.transaction() as tx:
            await end_ping(tx, endpoint_id, answered, self.now())
        return answered

    async def _call(self, target: Target, message: Message, endpoint_id: int) -> Answered:
        body, at = sealed(message, NAME), self.now()
        key = webhook_id(endpoint_id, message.id)
        secrets = valid(target.secrets, at)
        seen, begun, answer = _Seen(), time.monotonic(), b""
        outcome, code = TryOutcome.FAILED, ""
        try:
            headers = signed(secrets, key, body, at)
            answer = await self.poster.post(target.url, body, headers, seen.look)
        except ConnectorError as error:
            unclear = isinstance(error, OutcomeUnknown)
            outcome = TryOutcome.UNKNOWN if unclear else TryOutcome.FAILED
            code = error.channel_code or error.code
        if seen.status:  # It answered; a body that broke off changes nothing of that.
            outcome, code = outcome_of(seen.status), f"http:{seen.status}"
        ms = round((time.monotonic() - begun) * 1000)
        answered = Answered(outcome, code, ms, excerpt_of(answer, secrets), seen.wait_s)
        self.record_call(call_of(endpoint_id, answered, at))
        return answered


def webhook_id(endpoint_id: int, event_id: str) -> str:
    """The same at every try and replay: by it a receiver drops repeats."""
    return f"evt_{endpoint_id}_{event_id}"
