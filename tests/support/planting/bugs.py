"""Bugs that somebody could make. Each function puts one into the running program."""
# pyright: reportPrivateUsage=false
# A bug sits inside.

import asyncio
from collections.abc import Sequence
from typing import Any

from orderhub.fulfilment import accepting, handlers, telling
from orderhub.fulfilment.model.parcels import Repeated
from orderhub.fulfilment.service import scans, steps
from orderhub.fulfilment.store import tasks
from orderhub.infra import db, outbox
from orderhub.infra.gather import Gathered
from orderhub.kernel.errors import InfraError
from orderhub.notify import texting
from orderhub.partners import handlers as partners
from orderhub.partners.sending import Dispatcher

EVERY = 4  # of these one, where not all are concerned
LATE_S = 75


def _some(name: str) -> bool:
    return sum(name.encode()) % EVERY == 0


def sms_twice() -> None:
    """The provider is called twice for one SMS."""
    send = texting.send_sms

    async def twice(*said: Any) -> str:
        await send(*said)
        return await send(*said)

    texting.send_sms = twice


def sms_forgotten() -> None:
    """Some buyers are not told of their parcel."""
    tell = handlers._text_buyer

    async def tell_most(message: Any, *rest: Any) -> None:
        if not _some(message.data["waybill_no"]):
            await tell(message, *rest)

    handlers._text_buyer = tell_most


def parcels_told_twice() -> None:
    """A channel is told of every parcel twice."""
    tell = telling._tell_channel

    async def twice(*said: Any) -> None:
        await tell(*said)
        await tell(*said)

    telling._tell_channel = twice


def parcels_untold() -> None:
    """Channels are not told of some parcels."""
    add = tasks.add

    async def add_most(tx: Any, wanted: Sequence[Any], *rest: Any) -> list[int]:
        kept = [one for one in wanted if not _some(one.subject)]
        return await add(tx, kept, *rest) if kept else []

    tasks.add = add_most


def webhooks_twice() -> None:
    """What a partner took is sent to him again, under the same id."""
    carry = Dispatcher._carry

    async def twice(self: Dispatcher, target: Any, begun: Any) -> Any:
        await carry(self, target, begun)
        return await carry(self, target, begun)

    Dispatcher._carry = twice


def webhooks_forgotten() -> None:
    """Some events are not queued for partners."""
    queue = partners.queue

    async def queue_most(tx: Any, messages: Sequence[Any], now: Any) -> int:
        return await queue(tx, [one for one in messages if not _some(one.key)], now)

    partners.queue = queue_most


def webhooks_late() -> None:
    """Partners hear of everything, and not soon."""
    run = Dispatcher.run

    async def run_late(self: Dispatcher, stop: asyncio.Event) -> None:
        await asyncio.sleep(LATE_S)
        await run(self, stop)

    Dispatcher.run = run_late


def events_twice() -> None:
    """Every event is announced twice, each time under an id of its own."""
    append = outbox.append

    def twice(tx: Any, *events: Any) -> None:
        append(tx, *events)
        append(tx, *events)

    outbox.append = twice


def scans_forgotten() -> None:
    """Some scans are answered well and taken for repeats."""
    judged = scans.judged

    def misjudged(turn: Sequence[Any], sent: Any) -> list[Any]:
        nothing: Any = None
        return [
            (one, Repeated(nothing) if _some(one.scan.waybill_no) else verdict)
            for one, verdict in judged(turn, sent)
        ]

    scans.judged = misjudged


def last_word_counts() -> None:
    """Of two words about a parcel the one that came last counts."""

    def moves(before: str, told: str) -> bool:
        return before != told

    steps.moves = moves


def kept_in_memory() -> None:
    """The database says yes before what was said is on its disk."""
    db.SESSION_OPTIONS += " -c synchronous_commit=off"


def answered_early() -> None:
    """Those who share a transaction are answered before its commit."""

    async def settle(self: Any, batch: Sequence[Any], worked: asyncio.Event) -> None:
        try:
            async with self._within() as tx:
                answers = await self._run(tx, [item for item, _ in batch])
                for (_, answer), told in zip(batch, answers, strict=True):
                    answer.set_result(told)
        except InfraError as error:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
        finally:
            worked.set()

    Gathered._settle = settle


def taken_off_first() -> None:
    """Scans leave their queue in a transaction of their own, and then have their effect."""

    async def take(self: accepting.Taker, most: int) -> int:
        async with self.db.transaction() as tx:
            rows = await accepting.accepted.take(tx, most)
        async with self.db.transaction() as tx:
            if rows:
                said = [accepting.scan_of(row) for row in rows]
                await accepting.take_scans(tx, said, self.now())
        return len(rows)

    accepting.Taker.take = take
