"""What calls to receivers of notices leave on the health board: how they went, and nothing of whom
or what they told."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from orderhub.connector_kit.session import Call
from orderhub.kernel.errors import (
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ConnectorError,
    OutcomeUnknown,
)
from orderhub.notify.model import SMS_KINDS, Endpoint, EndpointKind
from orderhub.notify.senders.sending import NO_PHONE, NOT_APPROVED

RecordCall = Callable[[Call], None]
UNASKED = frozenset({NO_PHONE, NOT_APPROVED})  # refused here, before anybody was called
# What says that our account is not let in, however good the message is (from memory).
KEPT_OUT = (
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AuthFailure",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "FailedOperation.InsufficientBalance",
)
_NUMBERS = re.compile(r"\d{5,}")


def peer_of(kind: EndpointKind, endpoint_id: int) -> str:
    """What an endpoint is called where calls are recorded."""
    return f"{'sms' if kind in SMS_KINDS else 'notify'}:{endpoint_id}"


def name_of(endpoint: Endpoint) -> str:
    """Its name for the board: what could be somebody's number is left out."""
    return _NUMBERS.sub("…", endpoint.name)


@contextmanager
def recorded(
    record: RecordCall, to: tuple[EndpointKind, int], method: str, at: datetime
) -> Generator[None]:
    """The call made inside to the endpoint `to` (kind, id), recorded with how it ended."""
    begin = perf_counter()
    try:
        yield
    except ConnectorError as error:
        if error.channel_code not in UNASKED:
            record(_call(to, method, at, begin, error))
        raise
    record(_call(to, method, at, begin, None))


def judged(kind: EndpointKind, error: ConnectorError) -> str:
    """Our code of a failure. An SMS that was refused is news about the SMS; that we are not let in,
    or that a robot, mail server or web hook refuses, says that the endpoint is set up wrong."""
    if not isinstance(error, ChannelRefused):
        return error.code
    if kind not in SMS_KINDS:
        return BadRequest.code
    return AuthRevoked.code if error.channel_code.startswith(KEPT_OUT) else error.code


def _call(
    to: tuple[EndpointKind, int],
    method: str,
    at: datetime,
    begin: float,
    error: ConnectorError | None,
) -> Call:
    peer = peer_of(*to)
    unclear = isinstance(error, OutcomeUnknown)
    return Call(
        channel=peer.partition(":")[0],
        shop=peer,
        app_key="",
        method=method,
        outcome="ok" if error is None else "unknown" if unclear else "failed",
        code="" if error is None else judged(to[0], error),
        channel_code="" if error is None else error.channel_code,
        ms=round((perf_counter() - begin) * 1000),
        at=at,
    )
