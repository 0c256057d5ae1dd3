"""Bugs that somebody could make. Each function puts one into the running program."""
# pyright: reportPrivateUsage=false
# A bug sits inside.

from collections.abc import Callable, Sequence
from typing import Any

from orderhub.fulfilment import handlers, telling
from orderhub.fulfilment.model.parcels import Repeated
from orderhub.fulfilment.service import scans
from orderhub.infra import db
from orderhub.notify import texting
from orderhub.partners import handlers as partners
from orderhub.partners.sending import Dispatcher


def _every_other() -> Callable[[str], bool]:
    """Whether a name is the first of this process, the third, and so on: whatever the names are,
    some are concerned, and the same ones at every repeat."""
    places: dict[str, int] = {}
    return lambda name: places.setdefault(name, len(places)) % 2 == 0


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
    is_forgotten = _every_other()

    async def tell_most(message: Any, *rest: Any) -> None:
        if not is_forgotten(message.data["waybill_no"]):
            await tell(message, *rest)

    handlers._text_buyer = tell_most


def parcels_told_twice() -> None:
    """A channel is told of every parcel twice."""
    tell = telling._tell_channel

    async def twice(*said: Any) -> None:
        await tell(*said)
        await tell(*said)

    telling._tell_channel = twice


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
    is_forgotten = _every_other()

    async def queue_most(tx: Any, messages: Sequence[Any], now: Any) -> int:
        return await queue(tx, [one for one in messages if not is_forgotten(one.key)], now)

    partners.queue = queue_most


def scans_forgotten() -> None:
    """Some scans are answered well and taken for repeats."""
    judged = scans.judged
    is_forgotten = _every_other()

    def misjudged(turn: Sequence[Any], sent: Any) -> list[Any]:
        nothing: Any = None
        return [
            (one, Repeated(nothing) if is_forgotten(one.scan.waybill_no) else verdict)
            for one, verdict in judged(turn, sent)
        ]

    scans.judged = misjudged


def kept_in_memory() -> None:
    """The database says yes before what was said is on its disk."""
    db.SESSION_OPTIONS += " -c synchronous_commit=off"
