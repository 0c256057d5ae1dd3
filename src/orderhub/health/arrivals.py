"""The record of what channels send us: a port for every route that takes a push in."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from fastapi import Request

from orderhub.channels.facade import Shop
from orderhub.health.model.calls import Direction, KeptCall
from orderhub.health.recorder import Recorder
from orderhub.kernel.errors import HubError

RecordArrival = Callable[[KeptCall], None]


def record_of(request: Request) -> RecordArrival:
    """The port of the process that answers `request` (`app.state.recorder`)."""
    recorder: Recorder = request.app.state.recorder
    return recorder.keep


@contextmanager
def arriving(record: RecordArrival, shop: Shop, method: str, at: datetime) -> Generator[None]:
    """The push of `shop` that is dealt with inside, recorded as `method` ("push.orders") with how
    it ended: the code of the HubError that answers it, "error" for a defect."""
    begin = perf_counter()
    code = "error"
    try:
        yield
        code = ""
    except HubError as error:
        code = error.code
        raise
    finally:
        record(_arrival(shop, method, at, code, round((perf_counter() - begin) * 1000)))


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


def _arrival(shop: Shop, method: str, at: datetime, code: str, ms: int) -> KeptCall:
    return KeptCall(
        at=at,
        shop_id=int(shop.id),
        channel=shop.channel,
        app_key=shop.app_key,
        method=method,
        outcome="failed" if code else "ok",
        code=code,
        channel_code="",
        ms=ms,
        direction=Direction.IN,
    )
