"""Handing messages to a broker: by waves, so that no version overtakes an earlier one."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from orderhub.infra.bus import Message
from orderhub.kernel.errors import BrokerDown, BrokerRefused

PUBLISH_S = 10.0
FRESH_S = 30.0
Send = Callable[[Message], Awaitable[None]]
Failures = tuple[type[Exception], ...]


class Handover:
    """Publishing over a line that may break: one at a time, and cautiously after a failure.

    `open_line` gives what sends one message, `close_line` lets go of a line that failed.
    """

    def __init__(
        self,
        open_line: Callable[[], Awaitable[Send]],
        close_line: Callable[[], Awaitable[None]],
        failures: Failures,
    ) -> None:
        self.turn = asyncio.Lock()
        self._open_line = open_line
        self._close_line = close_line
        self._failures = failures
        self._trouble = ""
        self._failed_at = 0.0

    async def publish(self, messages: Sequence[Message]) -> None:
        """As `hand_over`; after BrokerDown the line is closed."""
        async with self.turn:
            try:
                send = await self._open_line()
                await hand_over(messages, send, self._failures, cautious=bool(self._trouble))
            except BrokerDown as error:
                self._trouble, self._failed_at = error.detail, time.monotonic()
                await self._close_line()
                raise
            self._trouble = ""

    def vouch(self) -> None:
        """BrokerDown when the last attempt failed, unless that was long ago: a broker may answer
        questions and confirm nothing."""
        if self._trouble and time.monotonic() - self._failed_at < FRESH_S:
            raise BrokerDown(self._trouble)


def waves(messages: Sequence[Message], *, cautious: bool = False) -> list[list[Message]]:
    """`messages` so that each wave holds at most one of a key, in order.

    `cautious`: the first goes alone, so that a broker that takes nothing gets one, not all.
    """
    alone = 1 if cautious and messages else 0
    found: list[list[Message]] = [[messages[0]]] if alone else []
    place: dict[str, int] = defaultdict(lambda: alone)
    for message in messages[alone:]:
        at = place[message.key]
        if at == len(found):
            found.append([])
        found[at].append(message)
        place[message.key] = at + 1
    return found


async def hand_over(
    messages: Sequence[Message],
    send: Send,
    failures: Failures,
    *,
    cautious: bool,
) -> None:
    """Send each and wait until the broker has it, `PUBLISH_S` at most in all.

    `send` raises BrokerRefused for a message without a place; the later ones of its key then
    stay behind. One of `failures`, or silence, ends all: BrokerDown, with what is safe by then.
    """
    safe: set[str] = set()
    refused: dict[str, str] = {}

    async def one(message: Message) -> None:
        try:
            await send(message)
        except BrokerRefused as error:
            refused[message.key] = error.detail
        else:
            safe.add(message.id)

    try:
        async with asyncio.timeout(PUBLISH_S):
            for wave in waves(messages, cautious=cautious):
                sending = [one(m) for m in wave if m.key not in refused]
                _raise_first(await asyncio.gather(*sending, return_exceptions=True))
    except TimeoutError:
        told = (
            f"the broker confirmed nothing for {PUBLISH_S:.0f} s;"
            " is its memory or disk full, or a queue without a leader?"
        )
        raise BrokerDown(told, safe=frozenset(safe)) from None
    except failures as error:
        told = f"the broker cannot be reached: {type(error).__name__}"
        raise BrokerDown(told, safe=frozenset(safe)) from error
    if refused:
        raise BrokerRefused("; ".join(sorted(set(refused.values()))), safe=frozenset(safe))


def _raise_first(answers: Sequence[BaseException | None]) -> None:
    for answer in answers:
        if answer is not None:
            raise answer
