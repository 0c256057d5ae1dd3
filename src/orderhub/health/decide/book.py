"""From codes to a cause: the channel's own entry first, then what holds for every channel. Pure."""

from collections.abc import Iterator, Mapping

from orderhub.connector_kit import network
from orderhub.connector_kit.causes import Cause
from orderhub.health.decide.causes import KNOWN
from orderhub.health.model.calls import NEWS, Direction
from orderhub.health.model.causes import CauseName, Explained

NETWORK: Mapping[str, CauseName] = {
    network.DNS: CauseName.HOST_UNKNOWN,
    network.REFUSED: CauseName.CONNECTION_REFUSED,
    network.TLS: CauseName.CERTIFICATE_REFUSED,
    network.TIMEOUT: CauseName.TIMED_OUT,
    network.CUT: CauseName.CONNECTION_CUT,
    "http 410": CauseName.API_RETIRED,
}
PUSHED: Mapping[str, CauseName] = {
    "push_not_signed": CauseName.PUSH_REFUSED,
    "push_refused": CauseName.PUSH_REFUSED,
    "not_permitted": CauseName.PUSH_REFUSED,
    "not_authenticated": CauseName.PUSH_REFUSED,
    "invalid_input": CauseName.PUSH_UNREADABLE,
}
CLASSES: Mapping[str, CauseName] = {
    "contract_violation": CauseName.SCHEMA_DRIFT,
    "auth_lapsed": CauseName.AUTH_REVOKED,
    "circuit_open": CauseName.CHANNEL_UNAVAILABLE,
}


def explain(
    causes: Mapping[str, Cause],
    code: str,
    channel_code: str,
    direction: Direction = Direction.OUT,
) -> Explained:
    """The cause of a failure; `causes` is the channel's own part of the book. Never fails: what
    nobody knows is `other`."""
    entry = _entry(causes, code, channel_code)
    named = entry.name if entry is not None else ""
    name = named or _name(code, channel_code, direction)
    known = KNOWN[name]
    if entry is None:
        return Explained(
            name=name, what=known.what, remedy=known.remedy, heals=known.heals, known=known
        )
    heals = known.heals if entry.heals is None else entry.heals
    return Explained(name=name, what=entry.what, remedy=entry.remedy, heals=heals, known=known)


def _entry(causes: Mapping[str, Cause], code: str, channel_code: str) -> Cause | None:
    return next((causes[key] for key in _keys(code, channel_code) if key in causes), None)


def _keys(code: str, channel_code: str) -> Iterator[str]:
    """Most telling first: the whole code, its last word (a sub-code), the others, our own code."""
    yield channel_code
    if code not in NEWS:  # A business code may look like one of the gateway's.
        yield from reversed(channel_code.split())
    yield code


def _name(code: str, channel_code: str, direction: Direction) -> str:
    if direction is Direction.IN:
        return PUSHED.get(code, CauseName.PUSH_TURNED_AWAY)
    if code != CauseName.OUTCOME_UNKNOWN and channel_code in NETWORK:
        return NETWORK[channel_code]
    name = CLASSES.get(code, code)
    return name if name in KNOWN else CauseName.OTHER
