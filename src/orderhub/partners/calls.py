"""A delivery as a call on the health board."""

from datetime import datetime

from orderhub.connector_kit.session import Call
from orderhub.kernel.errors import BadRequest, ChannelUnavailable, OutcomeUnknown, RateLimited
from orderhub.partners.model.deliveries import Answered, TryOutcome

KIND = "partner"
TOO_MANY = "http:429"
LINE = "net:"


def peer_of(endpoint_id: int) -> str:
    """What an endpoint is called where calls are recorded."""
    return f"{KIND}:{endpoint_id}"


def call_of(endpoint_id: int, answered: Answered, at: datetime) -> Call:
    """Nothing of what was told or answered is in it."""
    is_good = answered.outcome is TryOutcome.OK
    return Call(
        channel=KIND,
        shop=peer_of(endpoint_id),
        app_key="",
        method="deliver",
        outcome=str(answered.outcome),
        code="" if is_good else _code(answered),
        channel_code="" if is_good else answered.code,
        ms=answered.ms,
        at=at,
    )


def _code(answered: Answered) -> str:
    if answered.outcome is TryOutcome.UNKNOWN:
        return OutcomeUnknown.code
    if answered.code == TOO_MANY:
        return RateLimited.code
    is_line = answered.code.startswith(LINE) or answered.code == ChannelUnavailable.code
    return ChannelUnavailable.code if is_line else BadRequest.code
