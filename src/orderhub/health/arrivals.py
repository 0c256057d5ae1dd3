"""The record of what channels and peers send us: a port for every route that takes a push in."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from fastapi import Request

from orderhub.channels.facade import Shop
from orderhub.health.model.calls import Direction, KeptCall
from orderhub.health.model.peer import kind_of
from orderhub.health.recorder import Recorder
from orderhub.kernel.errors import HubError

RecordArrival = Callable[[KeptCall], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerSender:
    """A peer ("warehouse:3") that sends us something, and the key it is known by."""

    peer: str
    app_key: str


def record_of(request: Request) -> RecordArrival:
    """The port of the process that answers `request` (`app.state.recorder`)."""
    recorder: Recorder = request.app.state.recorder
    return recorder.keep


@contextmanager
def arriving(
    record: RecordArrival, sender: Shop | PeerSender, method: str, at: datetime
) -> Generator[None]:
    """The push that is dealt with inside, recorded as `method` ("push.orders", a word of ours) with
    how it ended: the code of the HubError that answers it, "error" for a defect."""
    begin = perf_counter()
    code = "error"
    try:
        yield
        code = ""
    except HubError as error:
        code = error.code
        raise
    finally:
        record(_arrival(sender, method, at, code, round((perf_counter() - begin) * 1000)))


@contextmanager
def refusing(
    record: RecordArrival, shop: Shop | None, method: str, at: datetime
) -> Generator[None]:
    """The check of a push's sender: what is refused inside is recorded for the shop addressed, if
    there is one; what passes is not, since `arriving` follows."""
    try:
        yield
    except HubError as error:
        if shop is not None:
            record(_arrival(shop, method, at, error.code, 0))
        raise


def _arrival(sender: Shop | PeerSender, method: str, at: datetime, code: str, ms: int) -> KeptCall:
    match sender:
        case Shop():
            shop_id, peer, channel = int(sender.id), "", str(sender.channel)
        case PeerSender():
            shop_id, peer, channel = 0, sender.peer, kind_of(sender.peer)
    return KeptCall(
        at=at,
        shop_id=shop_id,
        peer=peer,
        channel=channel,
        app_key=sender.app_key,
        method=method,
        outcome="failed" if code else "ok",
        code=code,
        channel_code="",
        ms=ms,
        direction=Direction.IN,
    )
